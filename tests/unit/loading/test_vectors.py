"""Facts packed into bytes and taken out again are the same facts, one row at a time and all at once."""

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.content import content
from tests.factories.residents import ON, households
from todoke.residents.block import Column
from todoke.residents.households import block_of, kind_of
from todoke.residents.layout import Layout, Section
from todoke.residents.packing import pack_columns
from todoke.residents.unpacking import Vectors
from todoke.residents.vectors import UnfitValueError, pack, unpack
from todoke.rules.content import Content
from todoke.rules.facts import Boolean, Code, Date, Fact, FactType, Number
from todoke.rules.household import MUNICIPALITY
from todoke.rules.texts import Text
from todoke.rules.values import ABSENT, Choices, Interval

WORDS = Text(ja="試し")
KINDS: dict[str, FactType] = {
    "person.ill": Boolean(),
    "person.tired": Boolean(),
    "person.kind": Code(codes=dict.fromkeys("abcde", WORDS)),
    "person.born": Date(),
    "person.yen": Number(unit="people", minimum=-(10**9)),
    "person.area": Number(unit="square_meters"),
}
CONTENT = Content(facts={name: Fact(id=name, label=WORDS, type=kind) for name, kind in KINDS.items()})
LAYOUT = Layout().grown(KINDS.items())

DAYS = st.dates(date(1850, 1, 1), date(2200, 12, 31))
WHOLE = st.integers(-(10**9), 2**46)
AREAS = st.integers(0, 10**12).map(lambda thousandths: _tidy(Fraction(thousandths, 1000)))


def _tidy(number):
    return number.numerator if number.denominator == 1 else number


def ranges(values):
    return (
        st.tuples(values, values)
        .filter(lambda pair: pair[0] != pair[1])
        .map(lambda p: Interval(min(p), max(p)))
    )


FACTS = st.fixed_dictionaries(
    {},
    optional={
        "person.ill": st.booleans(),
        "person.tired": st.booleans(),
        "person.kind": st.sampled_from("abcde")
        | st.sets(st.sampled_from("abcde"), min_size=2).map(lambda codes: Choices(frozenset(codes))),
        "person.born": DAYS | ranges(DAYS),
        "person.yen": WHOLE | ranges(WHOLE) | WHOLE.map(lambda low: Interval(low, float("inf"))),
        "person.area": AREAS | ranges(AREAS),
    },
)


def vectors_of(rows, layout, content):
    """Return the vectors of some rows as a reader of many gets them."""
    lengths = np.array([len(row) // 8 for row in rows], np.int64)
    words = np.frombuffer(b"".join(rows) + bytes(8), "<u8")
    return Vectors(words, np.cumsum(lengths) - lengths, lengths, layout, content)


def value_at(column: Column, row: int, kind):
    """Return what a column says of a row, as the rules say it."""
    low, high = column.low[row].item(), column.high[row].item()
    if isinstance(kind, Boolean):
        return low
    if isinstance(kind, Code):
        entry = column.entries[low]
        return entry if isinstance(entry, str) else Choices(entry)
    if isinstance(kind, Date):
        ends = [date.fromordinal(low), date.fromordinal(high)]
    else:
        ends = [
            one if one == float("inf") else _tidy(Fraction(int(one), column.scale)) for one in (low, high)
        ]
    return ends[0] if ends[0] == ends[1] else Interval(ends[0], ends[1])


@given(FACTS)
def test_one_row_comes_back(facts):
    assert unpack(pack(facts, LAYOUT, CONTENT), LAYOUT, CONTENT) == facts


@given(st.lists(FACTS, min_size=1, max_size=8))
def test_many_rows_come_back_at_once(rows):
    vectors = vectors_of([pack(facts, LAYOUT, CONTENT) for facts in rows], LAYOUT, CONTENT)
    assert not len(vectors.broken)
    for name, kind in KINDS.items():
        column, mistakes = vectors.column(name, ON)
        assert not mistakes
        for row, facts in enumerate(rows):
            assert bool(column.said[row]) == (name in facts)
            if name in facts:
                assert value_at(column, row, kind) == facts[name]


def test_columns_are_packed_as_single_rows_are():
    some = households(40)
    block = block_of(some, "131016", content())
    names = [name for name in block.columns if not name.startswith("household")]
    layout = Layout().grown((name, kind_of(name, content())) for name in names)
    packed = pack_columns({name: block.columns[name] for name in names}, block.persons, layout)
    members = [member for household in some for member in household.members]
    for row, member in enumerate(members):
        start, length = int(packed.starts[row]), int(packed.lengths[row])
        assert packed.words[start : start + length].tobytes() == pack(member.facts, layout, content())


def test_a_vector_stays_readable_when_facts_are_added():
    before = pack({"person.ill": True, "person.kind": "c"}, LAYOUT, CONTENT)
    kinds = {f"person.new{number}": Boolean() for number in range(40)} | {
        "person.kind": Code(codes=dict.fromkeys(("z", "c", "a"), WORDS))
    }
    facts = {name: Fact(id=name, label=WORDS, type=kind) for name, kind in kinds.items()}
    grown = LAYOUT.grown(kinds.items())
    later = Content(facts=CONTENT.facts | facts)
    assert unpack(before, grown, later) == {"person.ill": True, "person.kind": "c"}
    both = vectors_of([before, pack({"person.new39": False}, grown, later)], grown, later)
    column, _ = both.column("person.kind", ON)
    assert column.entries[column.low[0]] == "c"
    assert column.said.tolist() == [True, False]
    assert both.column("person.new39", ON)[0].said.tolist() == [False, True]


def test_a_code_the_dictionary_has_given_up_is_named_and_not_guessed():
    vector = pack({"person.kind": "e"}, LAYOUT, CONTENT)
    fewer = Fact(id="person.kind", label=WORDS, type=Code(codes=dict.fromkeys("ab", WORDS)))
    vectors = vectors_of([vector], LAYOUT, Content(facts=CONTENT.facts | {"person.kind": fewer}))
    _, mistakes = vectors.column("person.kind", ON)
    assert [rows.tolist() for _, rows in mistakes] == [[0]]


def test_a_fact_of_another_type_gets_a_place_of_its_own():
    grown = LAYOUT.grown([("person.ill", Number(unit="days"))])
    assert grown.slots["person.ill"].section is Section.AMOUNT
    assert grown.slots["person.tired"] == LAYOUT.slots["person.tired"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("person.ill", "yes"),
        ("person.ill", ABSENT),
        ("person.kind", "x"),
        ("person.kind", Choices(frozenset({"a", "x"}))),
        ("person.born", 5),
        ("person.area", -1),
        ("person.area", Fraction(1, 3)),
        ("person.yen", True),
        ("person.yen", 2**50),
        ("person.yen", Interval(5, 1)),
    ],
)
def test_what_a_fact_cannot_be_is_refused_without_telling_it(name, value):
    with pytest.raises(UnfitValueError) as refusal:
        pack({name: value}, LAYOUT, CONTENT)
    assert str(refusal.value) == f"{name} に、属性辞書で許されない値があります"


@pytest.mark.parametrize(
    "vector", [b"\x02\0\0\x01\0\0\0\0", b"\x01\0\0\x05\0\0\0\0", b"\x01\xff\xff\x01\0\0\0\0"]
)
def test_bytes_that_are_no_vector_are_set_aside(vector):
    vectors = vectors_of([pack({"person.ill": True}, LAYOUT, CONTENT), vector], LAYOUT, CONTENT)
    assert vectors.broken.tolist() == [1]
    assert vectors.column("person.ill", ON)[0].said.tolist() == [True, False]


def test_no_fact_is_no_byte():
    assert pack({}, LAYOUT, CONTENT) == b""
    assert MUNICIPALITY not in LAYOUT.slots
