"""Pieces of SQL text: identifiers, literals and three-valued logic, folded where a part is known beforehand."""

from __future__ import annotations

from datetime import date

TRUE, FALSE, UNKNOWN = "TRUE", "FALSE", "NULL::BOOLEAN"
NOT_ENCODED, RULE_ERROR = "1::TINYINT", "2::TINYINT"
"""What stands in a column of errors; NULL where there is none."""

Sql = str
"""SQL text of an expression that may stand wherever an operand may."""


def name(identifier: str) -> Sql:
    """Return an identifier, always quoted: facts may be named as words of SQL are.

    >>> name("person.order")
    '"person.order"'
    """
    return '"' + identifier.replace('"', '""') + '"'


def text(value: str) -> Sql:
    """Return a text literal."""
    return "'" + value.replace("'", "''") + "'"


def texts(values: frozenset[str] | set[str]) -> Sql:
    """Return a list of texts, in order.

    >>> texts({"b", "a"})
    "['a', 'b']"
    """
    return "[" + ", ".join(text(value) for value in sorted(values)) + "]"


def day(value: date) -> Sql:
    """Return a literal of a day."""
    return f"DATE '{value.isoformat()}'"


def truth(value: bool) -> Sql:
    """Return a literal of a truth value."""
    return TRUE if value else FALSE


def all_of(*parts: Sql) -> Sql:
    """Return the conjunction; SQL's AND is Kleene's."""
    left = list(dict.fromkeys(part for part in parts if part != TRUE))
    if FALSE in left:
        return FALSE
    return _joined(" AND ", left) if left else TRUE


def any_of(*parts: Sql) -> Sql:
    """Return the disjunction; SQL's OR is Kleene's."""
    left = list(dict.fromkeys(part for part in parts if part != FALSE))
    if TRUE in left:
        return TRUE
    return _joined(" OR ", left) if left else FALSE


def negated(part: Sql) -> Sql:
    """Return the opposite; NULL stays NULL."""
    return {TRUE: FALSE, FALSE: TRUE, UNKNOWN: UNKNOWN}.get(part) or f"(NOT {part})"


def surely(part: Sql) -> Sql:
    """Return whether a truth value is known to hold."""
    return part if part in (TRUE, FALSE) else FALSE if part == UNKNOWN else f"({part} IS TRUE)"


def maybe(part: Sql) -> Sql:
    """Return whether a truth value may hold."""
    return part if part in (TRUE, FALSE) else TRUE if part == UNKNOWN else f"({part} IS NOT FALSE)"


def unsure(part: Sql) -> Sql:
    """Return whether a truth value is not known."""
    return FALSE if part in (TRUE, FALSE) else TRUE if part == UNKNOWN else f"({part} IS NULL)"


def chosen(*branches: tuple[Sql, Sql], otherwise: Sql | None = None) -> Sql:
    """Return the value of the first branch whose condition (never NULL) holds, NULL without one."""
    left: list[tuple[Sql, Sql]] = []
    for when, then in branches:
        if when == FALSE:
            continue
        if when == TRUE:
            otherwise = then
            break
        left.append((when, then))
    if not left:
        return "NULL" if otherwise is None else otherwise
    if otherwise is not None and all(then == otherwise for _, then in left):
        return otherwise
    whens = " ".join(f"WHEN {when} THEN {then}" for when, then in left)
    return f"(CASE {whens}{'' if otherwise is None else f' ELSE {otherwise}'} END)"


def first_error(*errors: Sql | None) -> Sql | None:
    """Return the first error there is, None where there can be none."""
    there = [error for error in errors if error is not None]
    for place, error in enumerate(there):
        if error in (NOT_ENCODED, RULE_ERROR):
            there = there[: place + 1]
            break
    if len(there) < 2:
        return there[0] if there else None
    return f"COALESCE({', '.join(there)})"


def error_where(reached: Sql, error: Sql | None) -> Sql | None:
    """Return an error, only where it is reached."""
    if error is None or reached == FALSE:
        return None
    return error if reached == TRUE else f"(CASE WHEN {reached} THEN {error} END)"


def either(one: Sql | None, other: Sql | None) -> Sql | None:
    """Return whether one of two flags is set; None where neither can be."""
    if one is None or other is None:
        return one if other is None else other
    return any_of(one, other)


def _joined(word: str, parts: list[Sql]) -> Sql:
    return parts[0] if len(parts) == 1 else f"({word.join(parts)})"
