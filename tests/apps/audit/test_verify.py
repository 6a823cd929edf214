"""Whatever is changed, left out, put in or moved is found, and the first such entry is named."""

from datetime import date, timedelta

import pytest

from tests.factories.actors import NOON
from todoke.apps.audit.actions import note, told_by
from todoke.apps.audit.chain import mark_of
from todoke.apps.audit.models import Entry, Head, SealedHeads
from todoke.apps.audit.seals import FILE, SealsDifferError, seal_heads
from todoke.apps.audit.verifying import verify

CHOFU, SUMIDA = "132080", "131075"

pytestmark = pytest.mark.django_db


@pytest.fixture
def chains():
    """Six entries of 調布市, two of 墨田区, one of none; a day between each."""
    for day in range(6):
        told(CHOFU, day)
    told(SUMIDA, 0)
    told(SUMIDA, 1)
    told("", 0)


def told(area, day=0):
    at = NOON + timedelta(days=day)
    return note(actor="account:3", verb="see", thing="basics", ref=day, area=area, at=at, said={"count": day})


def entry(number, area=CHOFU):
    return Entry.objects.filter(area=area, number=number)


def test_sound_chains_are_sound(chains):
    found = verify()
    assert (found.entries, found.areas, found.first_broken) == (9, 3, None)
    assert verify(area=SUMIDA).entries == 2
    assert verify(since=date(2026, 11, 25)).first_broken is None
    assert verify(area=CHOFU, since=date(2026, 11, 25)).entries == 3


def test_nothing_is_sound_too():
    assert verify().first_broken is None
    assert verify(area=CHOFU).first_broken is None


@pytest.mark.parametrize(
    "change",
    [
        {"at": NOON},
        {"actor_ref": "account:4"},
        {"actor_kind": "system"},
        {"verb": "erase"},
        {"thing": "contact"},
        {"thing_ref": "9"},
        {"said": {"count": 9}},
        {"said": {}},
        {"hash": bytes(32)},
        {"before": bytes(32)},
    ],
)
@pytest.mark.parametrize("number", [2, 6])
def test_a_changed_entry_is_named(chains, change, number):
    entry(number).update(**change)
    assert verify().first_broken == (CHOFU, number)


def test_a_change_whose_mark_was_made_to_fit_breaks_the_next(chains):
    changed = entry(3).get()
    changed.verb = "erase"
    changed.hash = mark_of(bytes(changed.before), told_by(changed))
    changed.save()
    assert verify().first_broken == (CHOFU, 4)


@pytest.mark.parametrize("number", [1, 3])
def test_a_deleted_entry_is_named(chains, number):
    entry(number).delete()
    assert verify().first_broken == (CHOFU, number)


def test_a_cut_tail_is_named_by_the_head(chains):
    Entry.objects.filter(area=CHOFU, number__gt=4).delete()
    assert verify().first_broken == (CHOFU, 5)
    Entry.objects.filter(area=CHOFU).delete()
    assert verify().first_broken == (CHOFU, 1)


def test_an_inserted_entry_is_named(chains):
    copy = entry(6).get()
    copy.pk, copy.number = None, 7
    copy.save()
    assert verify().first_broken == (CHOFU, 7)


def test_exchanged_entries_are_named(chains):
    entry(2).update(number=99)
    entry(3).update(number=2)
    entry(99).update(number=3)
    assert verify().first_broken == (CHOFU, 2)


def test_an_entry_moved_to_another_area_is_named(chains):
    entry(6).update(area=SUMIDA, number=3)
    assert verify().first_broken == (SUMIDA, 3)


def test_a_lost_head_is_named(chains):
    Head.objects.filter(area=CHOFU).delete()
    assert verify().first_broken == (CHOFU, 6)


def cut(number):
    """Cut the tail as somebody would who owns the database: entries and head."""
    Entry.objects.filter(area=CHOFU, number__gt=number).delete()
    Head.objects.filter(area=CHOFU).update(number=number, hash=bytes(entry(number).get().hash))


def test_the_seal_outside_tells_of_a_cut_tail(chains, tmp_path):
    seal_heads(at=NOON, to=tmp_path)
    cut(4)
    assert verify().first_broken is None
    assert verify(seals=tmp_path).first_broken == (CHOFU, 5)


def test_the_seal_outside_tells_of_a_chain_made_anew(chains, tmp_path):
    seal_heads(at=NOON, to=tmp_path)
    cut(4)
    told(CHOFU, 7)
    told(CHOFU, 8)
    assert verify().first_broken is None
    assert verify(seals=tmp_path).first_broken == (CHOFU, 6)


def test_the_seal_outside_tells_of_a_chain_that_is_gone(chains, tmp_path):
    seal_heads(at=NOON, to=tmp_path)
    Entry.objects.filter(area=SUMIDA).delete()
    Head.objects.filter(area=SUMIDA).delete()
    assert verify().first_broken is None
    assert verify(seals=tmp_path).first_broken == (SUMIDA, 1)


def test_seals_follow_each_other_and_none_is_made_twice(chains, tmp_path):
    first = seal_heads(at=NOON, to=tmp_path)
    assert first is not None
    assert first.written_to == FILE
    assert seal_heads(at=NOON, to=tmp_path) is None
    told(CHOFU, 7)
    second = seal_heads(at=NOON, to=tmp_path)
    assert second is not None
    assert bytes(second.before) == bytes(first.hash)
    assert len((tmp_path / FILE).read_text().splitlines()) == 2
    found = verify(seals=tmp_path)
    assert (found.seals, found.first_broken) == (2, None)


def test_a_seal_that_did_not_get_out_is_written_the_next_time(chains, tmp_path):
    seal_heads(at=NOON, to=None)
    assert SealedHeads.objects.get().written_to == ""
    seal_heads(at=NOON, to=tmp_path)
    assert SealedHeads.objects.get().written_to == FILE
    assert verify(seals=tmp_path).seals == 1


def test_a_changed_file_is_told(chains, tmp_path):
    seal_heads(at=NOON, to=tmp_path)
    file = tmp_path / FILE
    file.write_text(file.read_text().replace("[6,", "[5,"))
    assert verify(seals=tmp_path).first_broken == ("", 0)
    with pytest.raises(SealsDifferError, match="line 1"):
        seal_heads(at=NOON, to=tmp_path)


def test_a_database_put_back_to_an_earlier_day_is_told(chains, tmp_path):
    seal_heads(at=NOON, to=tmp_path)
    SealedHeads.objects.all().delete()
    told(CHOFU, 7)
    with pytest.raises(SealsDifferError, match="not in the database"):
        seal_heads(at=NOON, to=tmp_path)
