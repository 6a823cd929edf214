"""A family in which a mother and a child are shielded (支援措置) from the father, with everything he had before.

The words of ``SECRETS`` are in rows of every kind about the two; none may be shown to anybody the shield names.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps

from tests.factories.content import content
from tests.factories.families import Home, newcomer, parent_of
from tests.factories.logins import SITE
from tests.factories.notices import a_notice, publish_wordings
from tests.factories.people import municipality
from tests.factories.registry import clerk as account_of
from tests.factories.registry import some_bodies
from todoke.apps.access.domain.actors import Actor, Assurance, Kind
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.accounts.models import Account, Role
from todoke.apps.channels.actions.calendars import make_feed
from todoke.apps.consent.models import AccessEntry
from todoke.apps.identity.actions.visits import open_visit
from todoke.apps.identity.models import Login
from todoke.apps.mandates.actions import give_mandate, note_use, take_up
from todoke.apps.mandates.models import Mandate
from todoke.apps.notices.models import Notice
from todoke.apps.people.actions import record_facts, shield, show_evidence
from todoke.apps.people.models import Basics, Household, Kinship, Person, Relation
from todoke.apps.people.queries.who import match_mark
from todoke.apps.responses.models import WrongNotice

CHOFU = "132080"
BORN = date(2013, 5, 29)
CHILD_NAME, MOTHER_NAME = "佐藤つばき", "佐藤かすみ"
NEW_ADDRESS = "見本町6丁目7番8号"
MONTH = ("2013-05", "2013年5月")
OF_CHILDREN = "akachan-first"
"""A program that is about a person, not about a household."""
OF_HOUSEHOLD = {"household.income_month": 246813, "household.size": 3}
OF_MOTHER = {"person.pregnant": True, "person.babies_expected": 2}
RECORDED = ("246,813", "246813", "24.6813")
"""As pages, files and answers of the API could say the income."""
WORDS_OF_MOTHER = "引っ越しさきにとどいた"


@dataclass
class Protected:
    """Who is in it, and the words and rows that must not be shown to others."""

    mother: Person
    father: Person
    child: Person
    helper: Person
    stranger: Person
    fathers_notice: Notice
    mothers_notice: Notice
    fathers_mandate: Mandate
    helpers_mandate: Mandate
    feed: str
    """The token of the father's calendar about the child."""
    tokens: dict[str, str] = field(default_factory=dict)
    """Of visits, by who it is; some have switched over to the mother by a mandate from before."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return what tells where the two are, or that they are known here at all."""
        rows = (self.mothers_notice.row, self.fathers_notice.row, self.helpers_mandate.row)
        return (CHILD_NAME, MOTHER_NAME, NEW_ADDRESS, *MONTH, WORDS_OF_MOTHER, *RECORDED, *map(str, rows))


def protected_family(at: datetime, *, is_shielded: bool = True, is_on_record: bool = False) -> Protected:
    """Return the family; call it in a scope over everything. Without the shield it is for seeing what it hides.

    ``is_on_record``: the mother has not moved her record, so that the father's household still lists her and what
    was recorded of the household as a whole since.
    """
    some_bodies()
    publish_wordings(at)
    home = _family()
    mother, father, child = home.mother, home.father, home.child
    helper = newcomer(905, name="支援 太郎", area="131199")
    mandates = [
        _mandate(mother, MOTHER_NAME, name, of, at) for name, of in (("父", father), ("支援", helper))
    ]
    fathers = a_notice(father, number=1, at=at, about_id=child.pk, program_id=OF_CHILDREN)
    mothers = a_notice(mother, number=2, at=at, about_id=child.pk, program_id=OF_CHILDREN)
    wrong = WrongNotice(
        notice_id=mothers.pk,
        person=mother,
        municipality_id=CHOFU,
        program_id=OF_CHILDREN,
        rule="jido-teate-deadline",
        kind="wrong",
        at=at,
    )
    wrong.words = WORDS_OF_MOTHER
    wrong.save()
    _, feed = make_feed(father, about_id=child.pk, full_words=True, language="ja", by=_own(father), at=at)
    AccessEntry.objects.create(
        person=mother,
        municipality_id=CHOFU,
        at=at,
        actor_kind="staff",
        receiver=CHOFU,
        receiver_name=f"調布市 {NEW_ADDRESS}係",
        action="match",
        purpose="matching",
        basis="statute",
        items=["basics.address"],
    )
    if is_on_record:
        for of, facts in ((mother.household, OF_HOUSEHOLD), (mother, OF_MOTHER)):
            record_facts(of=of, facts=facts, content=content(), at=at)
    else:
        new_home = Household.objects.create(municipality=municipality(CHOFU))
        Person.objects.filter(pk=mother.pk).update(household=new_home, relation=Relation.SELF)
    mother.refresh_from_db()
    found = Protected(
        mother, father, child, helper, home.stranger, fathers, mothers, mandates[0], mandates[1], feed
    )
    found.tokens = {
        "mother": _visit(mother, at),
        "father": _visit(father, at),
        "stranger": _visit(home.stranger, at),
        "father in her place": _visit(father, at, mandate=mandates[0].pk),
        "helper in her place": _visit(helper, at, mandate=mandates[1].pk),
    }
    if is_shielded:
        _raise_shields(found, at)
    return found


def _family() -> Home:
    mother = newcomer(901, name=MOTHER_NAME)
    father = newcomer(902, name="佐藤一郎", household=mother.household, relation=Relation.SPOUSE)
    child = newcomer(
        903, name=CHILD_NAME, household=mother.household, relation=Relation.CHILD, birth=BORN, login=False
    )
    for person in (mother, father, child):
        basics = Basics.objects.get(person=person)
        basics.match_blind = match_mark(basics.name, person.birth_low)
        if person != father:
            basics.address = f"東京都調布市{NEW_ADDRESS}"
        basics.save()
    for parent in (mother, father):
        kinship = parent_of(parent, child)
        show_evidence(
            kinship=kinship,
            kind="koseki",
            how="counter",
            issued_on=date(2026, 11, 1),
            by=_own(parent),
            at=_NOON,
        )
    Kinship.objects.create(
        person=father, other=mother, municipality_id=CHOFU, kind=Kinship.Kind.SPOUSE, status="confirmed"
    )
    return Home(mother, father, child, newcomer(904, name="田中太郎", area="131199"))


_NOON = datetime.fromisoformat("2026-11-22T12:00:00+09:00")


def _raise_shields(found: Protected, at: datetime) -> None:
    office = Actor(
        kind=Kind.STAFF,
        account_id=5,
        assurance=Assurance.CARD,
        roles=frozenset({(CHOFU, "editor", "protection")}),
        purpose="shield",
    )
    for one in (found.mother, found.child):
        shield(
            person=one,
            from_on=at.date() - timedelta(days=1),
            by=office,
            at=at,
            persons=[found.father, found.helper],
        )


def _own(person: Person) -> Actor:
    return Actor(kind=Kind.PERSON, person_id=person.pk, login_id=person.pk, assurance=Assurance.CARD)


def _mandate(person: Person, name: str, supporter: str, of: Person, at: datetime) -> Mandate:
    row, code = give_mandate(
        person=person,
        person_name=name,
        supporter_name=supporter,
        scope=[Verb.SEE, Verb.SEE_LOG, Verb.CHANGE, Verb.CONSENT],
        begins_at=at,
        ends_at=at + timedelta(days=300),
        by=_own(person),
        at=at,
    )
    take_up(code=code, by=_own(of), at=at)
    note_use(_own(of), Verb.SEE, "visit", "", at=at, mandate_id=row.pk)
    return row


def _visit(person: Person, at: datetime, *, mandate: int | None = None) -> str:
    login, _ = Login.objects.get_or_create(
        pk=person.pk,
        defaults={
            "kind": "oidc",
            "issuer": SITE,
            "subject_hmac": f"{person.pk:064d}",
            "created_at": at,
            "last_at": at,
        },
    )
    return open_visit(login, assurance=Assurance.CARD, acr="", at=at, mandate_id=mandate)


def clerks() -> dict[str, Account]:
    """Return staff who must see nothing of the two: an approver of the same municipality, and one of another."""
    bodies = some_bodies()
    other = next(body for code, body in bodies.items() if code != CHOFU)
    return {
        "clerk": account_of("clerk", bodies[CHOFU], Role.KEEPER),
        "clerk elsewhere": account_of("elsewhere", other, Role.KEEPER),
    }


def rows_of(found: Protected) -> set[str]:
    """Return what addresses name of everything that is about the family: the rows' UUIDs."""
    family = {found.mother.pk, found.father.pk, found.child.pk}
    rows: set[str] = set()
    for model in apps.get_models():
        names = {one.name for one in model._meta.get_fields()}
        if "row" not in names:
            continue
        table: Any = model._default_manager
        for column in ("person", "about_id", "other", "login"):
            if column in names:
                kept = table.filter(**{f"{column.removesuffix('_id')}_id__in": family})
                rows.update(str(row) for row in kept.values_list("row", flat=True))
    return rows
