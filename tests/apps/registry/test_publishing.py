"""Publishing: what is said once, what changes, what held when, and what was known when."""

from datetime import date, timedelta

import pytest

from tests.factories.registry import (
    CHOFU,
    NOW,
    TODAY,
    procedure_content,
    program_content,
    published,
    some_bodies,
)
from todoke.apps.registry.actions.numbers import allocate_number, note_serial
from todoke.apps.registry.actions.publishing import Entry, Outcome, bring_into_force, publish, publish_many
from todoke.apps.registry.models import Change, Record, Relation, State, Statement, Version
from todoke.apps.registry.queries.feed import changes_after
from todoke.apps.registry.queries.records import get_record, history, local_version, version_on
from todoke.records.numbers import Number

pytestmark = pytest.mark.django_db

NUMBER = "tdk1.0+7000020132080+1+P"
HEAD = "tdk1.0+8000020130001+1001+R"


def say(content, *, number=NUMBER, at=NOW, on=TODAY, **entry):
    return publish(Entry(number, content, **entry), on=on, at=at, channel="seed")


def capacity_of(said):
    return said.content.capacity


def name_of(said):
    return said.content.name.ja


def test_a_published_record_repeats_its_version_in_the_lists():
    bodies = some_bodies()
    record = published(program_content(), NUMBER)
    assert record.state == State.PUBLISHED
    assert record.name == "子育て応援券"
    assert record.body == bodies[CHOFU]
    assert record.family == NUMBER
    assert record.content == program_content()


def test_saying_the_same_again_changes_nothing():
    first = say(program_content())
    again = say(program_content())
    assert (first.outcome, again.outcome) == (Outcome.CREATED, Outcome.UNCHANGED)
    assert again.version.pk == first.version.pk
    assert Version.objects.count() == 1
    assert Change.objects.count() == 1


def test_a_change_of_next_april_holds_from_next_april():
    say(program_content())
    later = program_content(name="子育て応援券(新)")
    say(later, effective_from=date(2027, 4, 1))
    record = Record.objects.get(number=NUMBER)
    assert record.name == "子育て応援券"
    assert name_of(version_on(record, on=date(2027, 3, 31))) == "子育て応援券"
    assert name_of(version_on(record, on=date(2027, 4, 1))) == "子育て応援券(新)"

    assert bring_into_force(on=date(2027, 4, 1), at=NOW) == 1
    assert bring_into_force(on=date(2027, 4, 1), at=NOW) == 0
    record.refresh_from_db()
    assert record.name == "子育て応援券(新)"


def test_a_correction_leaves_what_was_known_before_to_be_asked():
    say(program_content(capacity="50人"))
    corrected_at = NOW + timedelta(days=3)
    say(program_content(capacity="80人"), at=corrected_at)
    record = Record.objects.get(number=NUMBER)
    assert capacity_of(version_on(record, on=TODAY)) == "80人"
    assert capacity_of(version_on(record, on=TODAY, known_at=NOW)) == "50人"
    assert version_on(record, on=TODAY, known_at=NOW - timedelta(days=1)) is None
    assert [capacity_of(v) for v, _ in history(record)] == ["80人"]
    assert Version.objects.count() == 2


def test_a_correction_of_the_past_does_not_undo_a_later_change():
    say(program_content(capacity="50人"), effective_from=date(2024, 4, 1))
    say(program_content(capacity="90人"), effective_from=date(2026, 4, 1))
    say(program_content(capacity="55人"), effective_from=date(2024, 4, 1), at=NOW + timedelta(hours=1))
    record = Record.objects.get(number=NUMBER)
    assert capacity_of(record) == "90人"
    assert capacity_of(version_on(record, on=date(2025, 1, 1))) == "55人"


def test_a_withdrawn_version_is_as_if_never_said():
    say(program_content(capacity="50人"), effective_from=date(2024, 4, 1))
    say(program_content(capacity="誤り"), effective_from=date(2026, 4, 1))
    say(
        program_content(capacity="誤り"),
        effective_from=date(2026, 4, 1),
        statement=Statement.WITHDRAWN,
        at=NOW + timedelta(hours=1),
    )
    record = Record.objects.get(number=NUMBER)
    assert capacity_of(record) == "50人"


def test_a_retired_record_keeps_its_number_and_says_so():
    say(program_content())
    say(program_content(), effective_from=TODAY, statement=Statement.RETIRED)
    record = get_record("tdk1.0-7000020132080-1-P")
    assert record.state == State.RETIRED
    assert [c.action for c in changes_after(0, limit=10)] == ["created", "retired"]


def test_an_export_of_another_system_is_compared_with_what_holds_now():
    publish_many([Entry(NUMBER, program_content(), dated=False)], on=TODAY, at=NOW, channel="gif")
    later = TODAY + timedelta(days=10)
    same = publish_many([Entry(NUMBER, program_content(), dated=False)], on=later, at=NOW, channel="gif")
    other = program_content(capacity="20人")
    changed = publish_many([Entry(NUMBER, other, dated=False)], on=later, at=NOW, channel="gif")
    assert same[0].outcome == Outcome.UNCHANGED
    assert changed[0].outcome == Outcome.CHANGED
    assert changed[0].version.effective_from == later


def test_positions_of_the_feed_have_no_gaps():
    entries = [Entry(f"tdk1.0+7000020132080+{n}+P", program_content()) for n in range(1, 30)]
    publish_many(entries, on=TODAY, at=NOW, channel="seed")
    assert [c.position for c in changes_after(0, limit=100)] == list(range(1, 30))
    assert [c.position for c in changes_after(27, limit=100)] == [28, 29]


def test_numbers_are_never_given_twice():
    some_bodies()
    note_serial(Number.parse("tdk1.0+7000020132080+7+P"))
    published(program_content(), "tdk1.0+7000020132080+9+P")
    given = [str(allocate_number(issuer="7000020132080", menu="P")) for _ in range(3)]
    assert given == [f"tdk1.0+7000020132080+{serial}+P" for serial in (8, 10, 11)]


def test_a_resident_gets_the_version_of_their_own_municipality():
    some_bodies()
    head = published(procedure_content(), HEAD)
    local = published(
        procedure_content(area=[CHOFU], origin={"number": HEAD, "change": 1}, name="転入届(調布市)"),
        "tdk1.0+7000020132080+30+R",
    )
    assert local_version(head, area=CHOFU) == local
    assert local_version(local, area="131075") == head


def test_relations_follow_the_current_version():
    say(program_content(procedures=[HEAD], requires=["児童扶養手当"]))
    say(program_content(procedures=[HEAD]), at=NOW + timedelta(hours=1))
    assert list(Relation.objects.values_list("kind", "target")) == [("procedure", HEAD)]
