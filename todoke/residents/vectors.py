"""The facts of one person or household as bytes, and back (version 1).

A vector is empty, or, little-endian:

| bytes | meaning |
|---|---|
| 1 | the version, 1 |
| 1, 1 | how many bytes of flags (f) and of codes (c) follow |
| 1 | how many words of eight bytes all this takes (w) |
| f | yes and no, four facts a byte from the lowest bits on: 0 not said, 2 no, 3 yes |
| c | codes, one fact a byte: 0 not said, k the k-th code of the fact's slot |
| | zeros up to w words |
| 8 each | records, ascending: 14 bits slot number, 2 bits kind, 48 bits signed value |

The kinds of record: 0 exact, 1 lowest, 2 highest value of a number, an amount or a day (times the scale; days as
ordinals; the ends of the range stand for "no bound"); 3 the set of codes a code fact may turn out to be, a bit each.
Numbers of slots are those of a Layout and never change their meaning, so a vector can be read for ever.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from todoke.residents.households import kind_of, scale_of
from todoke.residents.layout import Layout, Section, Slot, section_of
from todoke.rules.content import Content
from todoke.rules.facts import Boolean, Code, Date, FactType, Money, Number
from todoke.rules.values import Choices, Interval, Value, choices, interval

VERSION = 1
HEAD = 4
WORD = 8
RECEIVES = "receives:"
UNBOUNDED = (1 << 47) - 1
EXACT, LOWEST, HIGHEST, CHOICES = range(4)


class UnfitValueError(ValueError):
    """A value that a fact cannot have; the message names the fact and never the value."""


def pack(facts: Mapping[str, Value], layout: Layout, content: Content) -> bytes:
    """Return the vector of some facts. Raises UnfitValueError for a value its fact cannot have.

    >>> from todoke.residents.layout import Layout
    >>> from todoke.rules.facts import Boolean
    >>> content = Content()
    >>> layout = Layout().grown([("receives:meals", Boolean())])
    >>> pack({"receives:meals": True}, layout, content).hex()
    '0101000103000000'
    """
    if not facts:
        return b""
    head = bytearray(_words(layout) * WORD)
    head[:HEAD] = VERSION, layout.flags, layout.codes, len(head) // WORD
    records: list[tuple[int, int, int]] = []
    for name, value in facts.items():
        slot, kind = layout.slots[name], kind_of(name, content)
        check_value(name, value, kind)
        if slot.section is Section.FLAG:
            head[HEAD + slot.number // 4] |= (2 | (value is True)) << slot.number % 4 * 2
        elif slot.section is Section.CODE:
            if isinstance(value, Choices):
                mask = sum(1 << slot.codes.index(one) for one in value.codes)
                if mask > UNBOUNDED:
                    raise UnfitValueError(f"{name} は、候補を一つに絞ってください(符号が多すぎます)")
                records.append((slot.number, CHOICES, mask))
            else:
                head[HEAD + layout.flags + slot.number] = slot.codes.index(str(value)) + 1
        elif isinstance(value, Interval):
            records.append((slot.number, LOWEST, _whole(value.low, kind)))
            records.append((slot.number, HIGHEST, _whole(value.high, kind)))
        else:
            records.append((slot.number, EXACT, _whole(value, kind)))
    return bytes(head) + b"".join(
        ((value << 16) + (kind << 14 | number)).to_bytes(WORD, "little", signed=True)
        for number, kind, value in sorted(records, key=lambda record: (record[1], record[0]))
    )


def is_known(name: str, slot: Slot, content: Content) -> bool:
    """Tell whether the dictionary still has the fact, and of the type the slot is for."""
    if name.startswith(RECEIVES):
        return True
    fact = content.facts.get(name)
    return fact is not None and section_of(fact.type) is slot.section


def _words(layout: Layout) -> int:
    return -(-(HEAD + layout.flags + layout.codes) // WORD)


def unpack(vector: bytes, layout: Layout, content: Content) -> dict[str, Value]:
    """Return the facts of a vector. Raises ValueError where the bytes are none."""
    if not vector:
        return {}
    version, flags, codes, words = vector[:HEAD]
    if version != VERSION or len(vector) % WORD or not HEAD + flags + codes <= words * WORD <= len(vector):
        raise ValueError("the bytes are no vector of facts of version 1")
    records: dict[tuple[int, int], int] = {}
    for at in range(words * WORD, len(vector), WORD):
        word = int.from_bytes(vector[at : at + WORD], "little", signed=True)
        records[word >> 14 & 3, word & 0x3FFF] = word >> 16
    found: dict[str, Value] = {}
    for name, slot in layout.slots.items():
        if not is_known(name, slot, content):
            continue
        value: Value | None = None
        if slot.section is Section.FLAG:
            if slot.number // 4 < flags:
                bits = vector[HEAD + slot.number // 4] >> slot.number % 4 * 2 & 3
                value = bool(bits & 1) if bits else None
        elif slot.section is Section.CODE:
            index = vector[HEAD + flags + slot.number] if slot.number < codes else 0
            if index:
                value = slot.codes[index - 1]
            elif (mask := records.get((CHOICES, slot.number))) is not None:
                value = choices(frozenset(one for bit, one in enumerate(slot.codes) if mask >> bit & 1))
        else:
            value = _amount(records, slot.number, kind_of(name, content))
        if value is not None:
            found[name] = value
    return found


def _amount(records: Mapping[tuple[int, int], int], number: int, kind: FactType) -> Value | None:
    if (exact := records.get((EXACT, number))) is not None:
        found: Value = _value(exact, kind)
        return found
    if (low := records.get((LOWEST, number))) is not None:
        return interval(_value(low, kind), _value(records[HIGHEST, number], kind))
    return None


def _value(whole: int, kind: FactType) -> Any:
    if isinstance(kind, Date):
        return date.fromordinal(whole)
    if abs(whole) == UNBOUNDED:
        return math.copysign(math.inf, whole)
    exact = Fraction(whole, scale_of(kind))
    return exact.numerator if exact.denominator == 1 else exact


def _whole(value: Any, kind: FactType) -> int:
    if isinstance(value, date):
        return value.toordinal()
    if isinstance(value, float) and math.isinf(value):
        return UNBOUNDED if value > 0 else -UNBOUNDED
    return int(Fraction(value) * scale_of(kind))


def check_value(name: str, value: Value, kind: FactType) -> None:
    """Raise UnfitValueError where a fact of this type cannot have the value."""
    if isinstance(kind, Boolean):
        fits = isinstance(value, bool)
    elif isinstance(kind, Code):
        codes = value.codes if isinstance(value, Choices) else {value}
        fits = codes <= kind.codes.keys()
    else:
        ends = (value.low, value.high) if isinstance(value, Interval) else (value, value)
        fits = all(_fits(end, kind) for end in ends) and ends[0] <= ends[1]  # type: ignore[operator]
    if not fits:
        raise UnfitValueError(f"{name} に、属性辞書で許されない値があります")


def _fits(end: Any, kind: FactType) -> bool:
    if isinstance(kind, Date):
        return isinstance(end, date)
    if isinstance(end, bool) or not isinstance(end, int | Fraction | float):
        return False
    if isinstance(end, float):
        return math.isinf(end)
    assert isinstance(kind, Number | Money)
    scaled = Fraction(end) * scale_of(kind)
    within = kind.minimum <= end and (kind.maximum is None or end <= kind.maximum)
    return scaled.denominator == 1 and abs(scaled) < UNBOUNDED and within
