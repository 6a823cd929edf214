"""A new key takes over while everybody goes on reading, also when the work is stopped in the middle."""

import pytest
from django.db import connection

from tests.factories.actors import NOON
from todoke.apps.vault import rotating
from todoke.apps.vault.models import KeyUse
from todoke.apps.vault.rotating import count_uses, rotate, sealed_columns
from todoke.apps.vault.sealing import UnsealError, key_id_of, seal

pytestmark = pytest.mark.django_db


class StoppedError(Exception):
    """Stands for a machine that stops."""


def write(letter, count):
    rows = []
    for number in range(count):
        row = letter()
        row.name, row.notes = f"調布{number}", {"n": number} if number % 2 else None
        rows.append(row)
    letter.objects.bulk_create(rows, batch_size=1000)


def test_the_columns_are_found(letter):
    assert sealed_columns(letter) == {"name": "name_sealed", "notes": "notes_sealed"}


def test_everything_is_under_the_new_key_afterwards(letter, new_key):
    write(letter, 10)
    letter.objects.create()
    new = new_key()
    done = rotate(at=NOON)
    assert (done.rows, done.sealed, done.lost) == (10, 15, [])
    for number, row in enumerate(letter.objects.order_by("pk")[:10]):
        assert (row.name, row.notes) == (f"調布{number}", {"n": number} if number % 2 else None)
        assert key_id_of(bytes(row.name_sealed)) == new
    assert rotate(at=NOON).rows == 0


def test_ten_thousand_rows_stopped_twice_and_taken_up_again(letter, new_key, monkeypatch):
    write(letter, 10_000)
    new_key()
    seen = 0

    def stop_between(rows):
        nonlocal seen
        seen += rows
        if seen >= 3_000:
            raise StoppedError

    with pytest.raises(StoppedError):
        rotate(batch=500, at=NOON, progress=stop_between)
    left = 10_000 - 3_000
    real, calls = seal, 0

    def stop_within(*args, **named):
        nonlocal calls
        calls += 1
        if calls == 2_000:  # in the middle of a batch: that batch is undone
            raise StoppedError
        return real(*args, **named)

    monkeypatch.setattr(rotating, "seal", stop_within)
    with pytest.raises(StoppedError):
        rotate(batch=500, at=NOON)
    monkeypatch.setattr(rotating, "seal", real)
    names = [row.name for row in letter.objects.order_by("pk").iterator()]
    assert names == [f"調布{number}" for number in range(10_000)], "reads never fail in between"
    done = rotate(batch=500, at=NOON)
    assert 0 < done.rows < left
    assert len(count_uses(at=NOON)) == 1


def test_what_is_written_meanwhile_is_not_lost(letter, new_key):
    write(letter, 4)
    new_key()

    def write_in_between(rows):
        row = letter.objects.last()
        row.name = "新しい"
        row.save(update_fields=["name_sealed"])

    rotate(batch=2, at=NOON, progress=write_in_between)
    assert letter.objects.last().name == "新しい"


def test_what_does_not_open_is_named_by_its_place_and_left(letter, new_key):
    write(letter, 3)
    first, second = letter.objects.order_by("pk")[:2]
    second.name_sealed = bytes(first.name_sealed)
    second.save()
    new_key()
    done = rotate(batch=1, at=NOON)
    assert done.lost == [f"vault_letter.name.{second.row}"]
    assert done.rows == 3
    with pytest.raises(UnsealError):
        _ = letter.objects.get(pk=second.pk).name


def test_a_value_moved_to_another_column_or_table_does_not_open(letter, monkeypatch):
    write(letter, 2)
    row = letter.objects.last()
    row.notes_sealed = bytes(row.name_sealed)
    with pytest.raises(UnsealError):
        _ = row.notes
    monkeypatch.setattr(letter._meta, "db_table", "vault_other")
    with pytest.raises(UnsealError):
        _ = row.name


def test_uses_of_keys_are_counted(letter, new_key):
    write(letter, 4)
    old = next(iter(count_uses(at=NOON)))
    new = new_key()
    letter.objects.create()
    assert count_uses(at=NOON) == {old: 6}
    rotate(at=NOON)
    uses = dict(KeyUse.objects.values_list("key_id", "rows"))
    assert uses == {old: 0, new: 6}


def test_nothing_readable_is_in_the_table(letter):
    write(letter, 3)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name_sealed, notes_sealed FROM vault_letter")
        stored = b"".join(bytes(value) for row in cursor.fetchall() for value in row)
    assert "調布".encode() not in stored
    assert b'"n"' not in stored
