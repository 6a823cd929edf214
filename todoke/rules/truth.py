"""Kleene's strong logic of three values (K3), and comparisons of values known only roughly."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from todoke.rules.values import (
    ABSENT,
    NO_NEEDS,
    Choices,
    Maybe,
    Truth,
    Value,
    all_needs,
    bounds,
    possible_codes,
    union,
)


def as_truth(value: Value) -> Truth:
    """Return ``value`` as a truth value; what does not apply is false.

    >>> as_truth(ABSENT)
    False
    """
    if value is True or value is False:
        return value
    if isinstance(value, Maybe):
        return value
    if value is ABSENT:
        return False
    raise TypeError(f"not a truth value: {value!r}")


def negation(value: Truth) -> Truth:
    """Return the opposite; what is unknown stays unknown."""
    return value if isinstance(value, Maybe) else not value


def conjunction(values: Iterable[Truth]) -> Truth:
    """Return false if any is false, true if all are true, else unknown with the needs of the unknown ones.

    >>> conjunction([Maybe(), False])
    False
    """
    needs = NO_NEEDS
    unknown = False
    for value in values:
        if value is False:
            return False
        if value is not True:
            unknown = True
            needs = union(needs, value.needs) if needs else value.needs
    return Maybe(needs) if unknown else True


def disjunction(values: Iterable[Truth]) -> Truth:
    """Return true if any is true, false if all are false, else unknown with the needs of the unknown ones.

    >>> disjunction([Maybe(), True])
    True
    """
    needs = NO_NEEDS
    unknown = False
    for value in values:
        if value is True:
            return True
        if value is not False:
            unknown = True
            needs = union(needs, value.needs) if needs else value.needs
    return Maybe(needs) if unknown else False


def is_less(left: Value, right: Value) -> Truth:
    """Tell whether ``left`` is under ``right`` (未満)."""
    if type(left) is int and type(right) is int:
        return left < right
    if left is ABSENT or right is ABSENT:
        return False
    left_low, left_high = bounds(left)
    right_low, right_high = bounds(right)
    if left_high < right_low:  # type: ignore[operator]
        return True
    if left_low >= right_high:  # type: ignore[operator]
        return False
    return Maybe(all_needs((left, right)))


def is_at_most(left: Value, right: Value) -> Truth:
    """Tell whether ``left`` is ``right`` or under it (以下)."""
    if type(left) is int and type(right) is int:
        return left <= right
    if left is ABSENT or right is ABSENT:
        return False
    left_low, left_high = bounds(left)
    right_low, right_high = bounds(right)
    if left_high <= right_low:  # type: ignore[operator]
        return True
    if left_low > right_high:  # type: ignore[operator]
        return False
    return Maybe(all_needs((left, right)))


def is_more(left: Value, right: Value) -> Truth:
    """Tell whether ``left`` is over ``right`` (超える)."""
    return is_less(right, left)


def is_at_least(left: Value, right: Value) -> Truth:
    """Tell whether ``left`` is ``right`` or over it (以上)."""
    return is_at_most(right, left)


def is_equal(left: Value, right: Value) -> Truth:
    """Tell whether both are the same number, day, code or truth value."""
    if left is ABSENT or right is ABSENT:
        return False
    if isinstance(left, bool | Maybe) or isinstance(right, bool | Maybe):
        if isinstance(left, Maybe) or isinstance(right, Maybe):
            return Maybe(all_needs((left, right)))
        return left is right
    if isinstance(left, str | Choices):
        one, other = possible_codes(left), possible_codes(right)
        if not one & other:
            return False
        return True if len(one) == len(other) == 1 else Maybe(all_needs((left, right)))
    left_low, left_high = bounds(left)
    right_low, right_high = bounds(right)
    if left_high < right_low or right_high < left_low:  # type: ignore[operator]
        return False
    if left_low == left_high == right_low == right_high:
        return True
    return Maybe(all_needs((left, right)))


def is_among(value: Value, codes: frozenset[str]) -> Truth:
    """Tell whether a code is one of ``codes``."""
    if value is ABSENT:
        return False
    possible = possible_codes(value)
    if possible <= codes:
        return True
    if not possible & codes:
        return False
    return Maybe(all_needs((value,)))


COMPARISONS: dict[str, Callable[[Value, Value], Truth]] = {
    "eq": is_equal,
    "lt": is_less,
    "le": is_at_most,
    "gt": is_more,
    "ge": is_at_least,
}
