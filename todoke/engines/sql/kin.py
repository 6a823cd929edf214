"""Who is whose relative within a household, as SQL."""

from __future__ import annotations

from todoke.engines.sql.texts import FALSE, TRUE, Sql, all_of, any_of, chosen, name, text
from todoke.rules.household import SEEN


def kin(who: str) -> Sql:
    """Return a query of who is ``who`` to each person: pairs of ``person`` and ``other``."""
    related = {
        "everyone": TRUE,
        "others": 'm."person" <> o."person"',
        "self": 'NOT m."ghost" AND m."person" = o."person"',
    }.get(who) or _related(who)
    return (
        'SELECT m."person", o."person" AS "other"\n'
        'FROM person_0 AS m JOIN person_0 AS o ON o."household" = m."household"\n'
        f'JOIN household_0 AS h ON h."household" = m."household"\nWHERE NOT o."ghost" AND {related}'
    )


def _related(who: str) -> Sql:
    if who == "siblings":
        return f'm."person" <> o."person" AND {_related("siblings_and_self")}'
    by_relation = any_of(
        *(
            f'(m."relation" = {text(one)} AND o."relation" IN ({", ".join(map(text, others))}))'
            for one, others in SEEN[who].items()
        )
    )
    named = 'EXISTS (FROM parents_0 AS n WHERE n."child" = {0}."person" AND n."parent" = {1}."person")'
    if who == "children":
        by_relation = f'CASE WHEN o."named" THEN {named.format("o", "m")} ELSE {by_relation} END'
    if who == "parents":
        by_relation = f'CASE WHEN m."named" THEN {named.format("m", "o")} ELSE {by_relation} END'
    if who == "siblings_and_self":
        others = ", ".join(map(text, SEEN[who]))
        by_relation = (
            f'CASE WHEN m."relation" IN ({others}) THEN {by_relation} ELSE m."person" = o."person" END'
        )
    return f'NOT m."ghost" AND {by_relation}'


def listed(who: str) -> Sql:
    """Return whether everybody who is ``who`` to the member at hand is known to be listed."""
    if who in ("everyone", "others"):
        return name("h0.lists everyone")
    ghost = name("m0.ghost")
    if who == "self":
        return f"(NOT {ghost})"
    relations = SEEN["siblings_and_self" if who == "siblings" else who]
    branches = [
        (f"({name('m0.relation')} = {text(one)})", _listed(others)) for one, others in relations.items()
    ]
    known = chosen(*branches, otherwise=TRUE)
    if who == "parents":
        known = chosen((name("m0.named"), TRUE), otherwise=known)
    return chosen((ghost, FALSE), otherwise=known)


def _listed(relations: tuple[str, ...]) -> Sql:
    return all_of(*(name(f"h0.lists {one}") for one in relations if one != "self"))
