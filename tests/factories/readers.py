"""People who read notices, for tests: with a login, consents, wishes and a mailbox."""

from __future__ import annotations

from collections.abc import Iterable

from tests.factories.contacts import a_mailbox
from tests.factories.planning import AT, CHOFU, somebody
from todoke.apps.consent.models import Consent, ConsentText
from todoke.apps.notices.models import Preference
from todoke.apps.people.models import LoginPerson, Person

ITEMS = ("household.municipality", "person.birth_date")


def a_reader(items: Iterable[str] = ITEMS, **wishes: object) -> Person:
    """Return a person with login, consents and a mailbox who hears of everything by mail, in a
    roundup on Mondays unless said otherwise."""
    found = somebody()
    Person.objects.filter(pk=found.pk).update(birth_low="1990-01-01", birth_high="1990-01-01")
    LoginPerson.objects.create(login_id=found.pk, person=found, since=AT)
    text, _ = ConsentText.objects.get_or_create(
        purpose="notices",
        version=1,
        language="ja",
        defaults={"line": "使います", "long": "使います", "created_at": AT},
    )
    for item in items:
        Consent.objects.create(
            person=found,
            municipality_id=CHOFU,
            item=item,
            purpose="notices",
            receiver=CHOFU,
            text=text,
            granted_at=AT,
            granted_by="person:1",
            valid_until="2027-11-22",
        )
    Preference.objects.create(
        person=found,
        municipality_id=CHOFU,
        changed_at=AT,
        **({"topics": 0xFFFF, "channels": 1, "roundup_day": 0} | wishes),
    )
    a_mailbox(found)
    return found
