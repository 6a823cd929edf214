"""Letters are printed once, with an address read at that moment; who is protected gets none by machine."""

from datetime import date

import pytest

from tests.factories.actors import NOON, person
from tests.factories.contacts import a_person
from tests.factories.outbox import a_parcel
from todoke.apps.channels.actions.contacts import add_letterbox
from todoke.apps.channels.actions.letters import HELD, Addressee, print_letters
from todoke.apps.channels.models import Dispatch, LetterBatch
from todoke.apps.channels.outbox import Outbox
from todoke.apps.people.models import Shield
from todoke.telling.channels import Channel

pytestmark = pytest.mark.django_db


def put(whose, key, area="132080"):
    box = add_letterbox(whose, language="ja", by=person(whose.pk), at=NOON)
    Outbox.enqueue([a_parcel(key, contact_id=box.pk, channel=Channel.LETTER, area=area)], at=NOON)


class Printer:
    """Keeps letters, and the order in which addresses were read."""

    def __init__(self, unknown=()):
        self.letters, self.read_of, self.unknown = [], [], unknown

    def read(self, person_id, hint, at):
        self.read_of.append(person_id)
        return None if person_id in self.unknown else Addressee(f"人{person_id}", "東京都調布市")

    def keep(self, letters):
        self.letters += letters
        return b"pdf"

    def run(self, area="132080"):
        return print_letters(
            area, read=self.read, keep=self.keep, site="https://todoke.example", owner="p", limit=10, at=NOON
        )


def test_what_waits_in_a_municipality_is_printed_once(hanako):
    put(hanako, "a")
    put(a_person("132047"), "b", area="132047")
    printer = Printer()
    done = printer.run()
    assert (done.count, done.held) == (1, 0)
    (letter,) = printer.letters
    assert (letter.name, letter.code) == (f"人{hanako.pk}", "7K3M9-QXT2R-H")
    assert (LetterBatch.objects.get().count, Dispatch.objects.get(key="a").state) == (1, "done")
    assert Dispatch.objects.get(key="b").state == "waiting"
    assert printer.run().count == 0


def test_a_protected_person_gets_no_letter_and_nobody_reads_the_address(hanako):
    put(hanako, "a")
    Shield.objects.create(
        person=hanako,
        municipality=hanako.municipality,
        from_on=date(2026, 1, 1),
        recorded_by_id=1,
        recorded_at=NOON,
    )
    printer = Printer()
    assert (printer.run().held, printer.read_of, printer.letters) == (1, [], [])
    assert Dispatch.objects.get().last_code == HELD


def test_an_address_that_may_not_be_used_looks_the_same_from_outside(hanako):
    put(hanako, "a")
    assert Printer(unknown={hanako.pk}).run().held == 1
    assert Dispatch.objects.get().last_code == HELD
    assert not LetterBatch.objects.exists()


def test_a_full_disk_prints_nothing_and_loses_nothing(hanako):
    put(hanako, "a")
    printer = Printer()

    def full(letters):
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        print_letters(
            "132080", read=printer.read, keep=full, site="https://x.example", owner="p", limit=10, at=NOON
        )
    assert (Dispatch.objects.get().state, Dispatch.objects.get().attempts) == ("waiting", 0)
    assert printer.run().count == 1
