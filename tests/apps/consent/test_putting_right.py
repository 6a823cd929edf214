"""What an office finds to be wrong is put right at once: the old value stays, the night counts, the person is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.factories.actors import NOON, act_as, clerk, person
from tests.factories.desk import PASSWORD, some_office
from tests.factories.readers import a_reader
from tests.factories.registry import clerk as account_of
from tests.pages.client import PageClient
from todoke.apps.accounts.models import Role
from todoke.apps.belief.wordings import publish_all
from todoke.apps.channels.models import Dispatch
from todoke.apps.consent.actions.correcting import CorrectionError, Right, answer, tell_wrong
from todoke.apps.consent.models import AccessEntry, Correction
from todoke.apps.entitlements.accounts import tell_account
from todoke.apps.notices.actions.answers import tell_answered
from todoke.apps.notices.models import Notice, Preference
from todoke.apps.notices.queries.budget import pushed_to
from todoke.apps.notices.saying import forget_wordings
from todoke.apps.people.actions import state_fact
from todoke.apps.people.models import Basics, Person, SnapshotChange, Statement
from todoke.apps.people.queries.households import household_as_known
from todoke.apps.people.queries.statements import replaced
from todoke.apps.people.queries.who import found_by_name, match_mark
from todoke.apps.places.models import Body
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.apps.tenancy.scope import everywhere
from todoke.base import clock

CHOFU = "132080"
STUDENT, WELFARE, BORN = "person.student", "household.receives_welfare", "person.birth_date"
NAME, ADDRESS = "basics.name", "basics.address"


@pytest.fixture(autouse=True)
def office(everybody: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make an office with its wordings published, and stop the clock."""
    monkeypatch.setattr(clock, "now", lambda *source: NOON)
    forget_wordings()
    some_office()
    body = Body.objects.get(area=CHOFU)
    publish_all(
        domain="todoke.example",
        written_by=account_of("kisha", body, Role.APPROVER),
        approved_by=account_of("shonin", body, Role.APPROVER),
        at=NOON,
    )
    yield
    forget_wordings()


@pytest.fixture
def reader() -> Person:
    """Somebody of Chofu who reads by mail, of whom a card told the name."""
    found = a_reader(roundup_day=None)
    row = Basics(person=found, municipality_id=CHOFU, source="card", as_of=NOON.date(), verified=True)
    row.name, row.address = "むらさき花子", "東京都調布市見本町1丁目"
    row.match_blind = match_mark("むらさき花子", date(1990, 1, 1))
    row.save()
    return Person.objects.get(pk=found.pk)


def says(who: Person, fact: str, value: Any) -> None:
    """Let the ledger hold something."""
    state_fact(
        of=who.household if fact.startswith("household.") else who,
        fact=fact,
        value=value,
        status="confirmed",
        source="import",
        by=person(who.pk),
        as_of=NOON.date(),
        at=NOON - timedelta(days=9),
        content=rulebook().content,
    )


def put_right(who: Person, item: str, value: Any, *, as_of: date = date(2026, 11, 1)) -> Correction:
    """Say that an item is wrong, and let the office put it right."""
    row = tell_wrong(who, item, "ちがいます", by=person(who.pk), at=NOON)
    right = Right(value, as_of, rulebook().content)
    answer(row, done=True, words="直しました", by=clerk(CHOFU), at=NOON, right=right, tell=tell_answered)
    return row


def known(who: Person, fact: str) -> Any:
    """Return what the rules would know of somebody now."""
    whole = household_as_known(Person.objects.get(pk=who.pk).household, rulebook().content)
    return (whole.facts if fact.startswith("household.") else whole.members[0].facts).get(fact)


def test_the_value_is_the_offices_from_now_on_and_the_old_one_is_kept(reader):
    says(reader, STUDENT, True)
    before = SnapshotChange.objects.count()

    put_right(reader, STUDENT, False)

    assert known(reader, STUDENT) is False
    assert SnapshotChange.objects.count() > before, "the next night reads the household again"
    now = Statement.objects.get(fact=STUDENT, replaced_by__isnull=True)
    assert (now.value, now.status, now.source, str(now.as_of)) == (
        False,
        "confirmed",
        "municipality",
        "2026-11-01",
    )
    assert [(row.value, row.source) for row in replaced(reader.pk, reader.household_id, STUDENT)] == [
        (True, "import")
    ]
    assert AccessEntry.objects.get(person=reader, action="correct_item").items == [STUDENT]


def test_what_was_never_said_by_anybody_is_kept_too(reader):
    put_right(reader, BORN, date(1991, 2, 3))

    assert known(reader, BORN) == date(1991, 2, 3)
    assert [row.value for row in replaced(reader.pk, reader.household_id, BORN)] == [{"day": "1990-01-01"}]
    assert [one.person_id for one in found_by_name("むらさき花子", date(1991, 2, 3))] == [reader.pk]
    assert not found_by_name("むらさき花子", date(1990, 1, 1))


def test_a_name_and_an_address_of_the_card_are_put_right_and_the_name_is_found(reader):
    put_right(reader, ADDRESS, "東京都調布市見本町2丁目")
    put_right(reader, NAME, "むらさき華子")

    basics = Basics.objects.get()
    assert (basics.name, basics.address) == ("むらさき華子", "東京都調布市見本町2丁目")
    assert [one.pk for one in found_by_name("むらさき華子", date(1990, 1, 1))] == [basics.pk]
    (old,) = replaced(reader.pk, reader.household_id, NAME)
    assert (old.value, old.source_name) == ("むらさき花子", "card")
    assert "花子" not in str(list(Statement.objects.values()))


def test_where_somebody_lives_is_not_changed_by_an_answer(reader):
    with pytest.raises(CorrectionError, match="value"):
        put_right(reader, "household.municipality", "131075")
    assert Correction.objects.get().state == "open"
    assert not Notice.objects.exists()


def test_the_answer_lies_in_the_inbox_and_one_hint_leaves_outside_the_budget(reader):
    Preference.objects.update(budget=0)
    put_right(reader, ADDRESS, "東京都調布市見本町2丁目")

    notice = Notice.objects.get()
    assert (notice.kind, notice.outside_budget, notice.values) == ("correction", True, {"item": "住所"})
    hint = Dispatch.objects.get(notice_id=notice.pk)
    assert "住所" not in str(hint.payload)
    assert pushed_to([reader.pk], at=NOON).get(reader.pk, 0) == 0


@pytest.mark.parametrize("fact", [WELFARE, "account.public"])
def test_of_what_is_sensitive_nothing_leaves(reader, fact):
    if fact == WELFARE:
        says(reader, WELFARE, True)
    else:
        tell_account(reader, has_one=True, by=person(reader.pk), at=NOON)
    put_right(reader, fact, False)
    assert Notice.objects.get().rule == "correction"
    assert not Dispatch.objects.filter(notice_id__isnull=False).exists()


def test_none_holds_for_answers_too(reader):
    Preference.objects.update(none=True, topics=0, channels=0)
    put_right(reader, ADDRESS, "東京都調布市見本町2丁目")
    assert Notice.objects.exists()
    assert not Dispatch.objects.filter(notice_id__isnull=False).exists()


def test_a_hint_waits_for_the_end_of_quiet_hours(reader):
    row = tell_wrong(reader, ADDRESS, "ちがいます", by=person(reader.pk), at=NOON)
    late = NOON.replace(hour=22)
    answer(row, done=False, words="台帳と同じでした", by=clerk(CHOFU), at=late, tell=tell_answered)
    waiting = Dispatch.objects.get(notice_id=Notice.objects.get().pk).next_at
    assert waiting.astimezone(NOON.tzinfo).hour == 8


def mine(monkeypatch: pytest.MonkeyPatch, who: Person) -> PageClient:
    """Return a browser of somebody."""
    act_as(monkeypatch, person(who.pk))
    return PageClient()


def at_the_desk(monkeypatch: pytest.MonkeyPatch) -> PageClient:
    """Return a browser of the staff who opened what waits."""
    desk = PageClient()
    desk.client.post("/desk/login/", {"login": "editor", "password": PASSWORD})
    act_as(monkeypatch, replace(clerk(CHOFU)))
    return desk


def test_from_the_word_of_a_person_to_the_value_and_back_to_them(monkeypatch, reader):
    says(reader, STUDENT, True)
    home = mine(monkeypatch, reader)
    home.submit(home.get(f"/my/data/{STUDENT}/wrong/"), {"words": "もう卒業しました"}, button="知らせる")

    desk = at_the_desk(monkeypatch)
    page = desk.get(f"/desk/corrections/{Correction.objects.get().row}/")
    filled = {"done": "here", "words": "学校に確かめました", "as_of": "2026-11-20"}
    assert "正しい内容を入れてください" in desk.submit(page, filled, button="答える", status=422).text
    page = desk.submit(page, filled | {"value": "no"}, button="答える")
    assert "本人の受信箱に入れました" in page.text
    assert known(reader, STUDENT) is False

    home = mine(monkeypatch, reader)
    page = home.click(home.get("/my/notices/"), "「学生である")
    assert "あなたがまちがいを知らせたので、答えが届きました。" in page.text
    page = home.click(page, "答えといまの内容を見る")
    assert "学校に確かめました" in page.text
    assert "前の内容" in page.text
    assert "まちがいを直しました" in page.text


def test_a_refusal_says_why_and_what_can_be_done(monkeypatch, reader):
    home = mine(monkeypatch, reader)
    home.submit(home.get(f"/my/data/{ADDRESS}/wrong/"), {"words": "ちがいます"}, button="知らせる")
    desk = at_the_desk(monkeypatch)
    page = desk.get(f"/desk/corrections/{Correction.objects.get().row}/")
    desk.submit(page, {"done": "no", "words": "台帳と同じでした"}, button="答える")

    text = mine(monkeypatch, reader).get(f"/my/data/{ADDRESS}/").text
    for words in ("台帳と同じでした", "訂正請求", "第90条", "審査請求", "決定ではありません"):
        assert words in text
    assert Basics.objects.get().address == "東京都調布市見本町1丁目"


def test_without_a_published_wording_the_answer_stands_and_the_desk_is_told(monkeypatch, reader):
    from todoke.apps.belief.models import WordingVersion

    WordingVersion.objects.all().delete()
    row = tell_wrong(reader, ADDRESS, "ちがいます", by=person(reader.pk), at=NOON)
    desk = at_the_desk(monkeypatch)
    page = desk.get(f"/desk/corrections/{row.row}/")
    page = desk.submit(page, {"done": "yes", "words": "台帳を直しました"}, button="答える")
    assert "公開されていないので" in page.text
    assert not Notice.objects.exists()


def test_what_was_put_right_can_be_deleted_with_all_that_was_held_before(monkeypatch, reader):
    put_right(reader, ADDRESS, "東京都調布市見本町2丁目")
    tell_account(reader, has_one=True, by=person(reader.pk), at=NOON)
    home = mine(monkeypatch, reader)
    for item in (ADDRESS, "account.public"):
        home.submit(home.get(f"/my/data/{item}/forget/"), button="消す")
        home.get(f"/my/data/{item}/", status=404)
    with everywhere("test"):
        rows = Statement.objects.filter(fact__in=(ADDRESS, "account.public"))
        assert [bytes(row.value_sealed) for row in rows] == [b"", b"", b""]
