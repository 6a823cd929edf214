"""What is sealed opens with its key in its place, and nowhere else."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.apps.vault.blind import blind, hmac_of
from todoke.apps.vault.fields import SealedJson, SealedText
from todoke.apps.vault.keys import KeyRing
from todoke.apps.vault.sealing import UnsealError, key_id_of, seal, unseal

RING = KeyRing.of({"a0000001": bytes(range(32)), "a0000002": bytes(32)}, "a0000002")


@given(st.binary(max_size=200))
def test_what_is_sealed_opens_again(plain):
    sealed = seal(plain, place="people_basics.name.1", ring=RING)
    assert key_id_of(sealed) == "a0000002"
    assert unseal(sealed, place="people_basics.name.1", ring=RING) == plain


def test_the_same_text_is_sealed_differently_each_time():
    assert seal(b"x", place="p", ring=RING) != seal(b"x", place="p", ring=RING)


@pytest.mark.parametrize("place", ["people_basics.name.2", "people_basics.kana.1", "people_other.name.1", ""])
def test_it_does_not_open_in_another_place(place):
    sealed = seal("調布花子".encode(), place="people_basics.name.1", ring=RING)
    with pytest.raises(UnsealError) as refused:
        unseal(sealed, place=place, ring=RING)
    assert "花子" not in str(refused.value)


def test_every_changed_bit_is_noticed():
    sealed = seal(b"secret", place="p", ring=RING)
    for index in range(len(sealed)):
        broken = bytearray(sealed)
        broken[index] ^= 1
        with pytest.raises(UnsealError):
            unseal(bytes(broken), place="p", ring=RING)
    for length in range(len(sealed)):
        with pytest.raises(UnsealError):
            unseal(sealed[:length], place="p", ring=RING)


def test_an_older_key_still_opens_and_a_lost_one_does_not():
    older = KeyRing.of(RING.keys, "a0000001")
    sealed = seal(b"x", place="p", ring=older)
    assert unseal(sealed, place="p", ring=RING) == b"x"
    with pytest.raises(UnsealError, match="not on the ring"):
        unseal(sealed, place="p", ring=KeyRing.of({"a0000002": bytes(32)}, "a0000002"))


@pytest.mark.parametrize(
    ("keys", "current"),
    [({"a0000001": bytes(31)}, "a0000001"), ({"A0000001": bytes(32)}, "A0000001"), ({}, "a0000001")],
)
def test_a_ring_refuses_weak_keys_and_strange_names(keys, current):
    with pytest.raises(ValueError):
        KeyRing.of(keys, current)


def test_a_ring_shows_no_key():
    assert "keys" not in repr(RING)
    assert repr(RING.keys["a0000001"]) not in repr(RING)


class Row(SimpleNamespace):
    """Stands for a row of a table with two sealed columns."""

    _meta = SimpleNamespace(db_table="people_basics")
    name = SealedText()
    notes = SealedJson()


def row(**values) -> Row:
    return Row(row=uuid4(), name_sealed=b"", notes_sealed=b"", **values)


def test_a_sealed_column_reads_and_writes_like_an_attribute():
    one = row()
    assert one.name is None
    one.name, one.notes = "調布花子", {"a": 1}
    assert (one.name, one.notes) == ("調布花子", {"a": 1})
    assert "花子".encode() not in one.name_sealed
    one.name = None
    assert (one.name, one.name_sealed) == (None, b"")


def test_an_empty_text_is_a_text():
    one = row()
    one.name = ""
    assert one.name == ""


def test_a_sealed_column_cannot_be_moved_to_another_row():
    one, other = row(), row()
    one.name = "調布花子"
    other.name_sealed = one.name_sealed
    with pytest.raises(UnsealError):
        _ = other.name


def test_only_text_goes_into_a_text():
    with pytest.raises(TypeError):
        row().name = 3


def test_marks_are_equal_for_equal_texts_of_one_place():
    assert blind("login.mail", " Ｈanako@Example.com") == blind("login.mail", "hanako@example.com ")
    assert blind("login.mail", "a") != blind("contact.mail", "a")
    assert hmac_of("state", "A") != hmac_of("state", "a")
    assert len(hmac_of("state", "a")) == 64
