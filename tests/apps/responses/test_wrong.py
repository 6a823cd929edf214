"""A wrong notice is taken back everywhere in one request, and its rule stopped in another."""

from datetime import timedelta

import pytest

from tests.factories.actors import NOON, act_as, person, supporter
from tests.factories.people import municipality
from tests.factories.registry import clerk as account_of
from tests.factories.registry import some_bodies
from tests.pages.client import PageClient
from todoke.apps.access.domain.deciding import RefusedError
from todoke.apps.accounts.models import Account, Role
from todoke.apps.belief.actions import BeliefError, CodeUse, new_codes, register, resume_rule, stop_rule
from todoke.apps.belief.checking import check
from todoke.apps.belief.models import StoppedRule
from todoke.apps.belief.queries import all_stopped, stopped_rules
from todoke.apps.notices.models import Notice, Silence
from todoke.apps.people.models import Household, Person
from todoke.apps.places.models import Body
from todoke.apps.responses.actions import (
    ResponseError,
    follow,
    keep_as_it_is,
    rate,
    report_wrong,
    withdraw_rule,
)
from todoke.apps.responses.holding import ResponsesHolding
from todoke.apps.responses.models import NoticeStep, Stars, WrongKind, WrongNotice
from todoke.apps.responses.queries import heard
from todoke.apps.responses.seen import SeenNotice, StoredNotices
from todoke.telling.channels import Channel

CHOFU, MITAKA = "132080", "132047"
STORE = StoredNotices()


def somebody(code: str = CHOFU) -> Person:
    """Return a resident."""
    place = municipality(code)
    household = Household.objects.create(municipality=place)
    return Person.objects.create(household=household, municipality=place, relation=0)


def a_notice(of: Person, **changes) -> SeenNotice:
    """Return a notice in somebody's inbox, with its registered code."""
    raw = {
        "person": of,
        "municipality_id": of.municipality_id,
        "rule": "children-deadline",
        "program_id": "jido-teate",
        "kind": "deadline-near",
        "occasion": "deadline",
        "wording": "deadline-near",
        "reach": "push",
        "created_at": NOON,
        "dedupe": f"n{Notice.objects.count()}",
    }
    row = Notice.objects.create(**raw | changes)
    (code,) = new_codes(1)
    row.code = code
    row.reason = {"occasion": "deadline", "program": "jido-teate", "items": ["basics.birth_date"]}
    row.save()
    use = CodeUse(code, "7000020132080", "調布市", "deadline-near", {Channel.MAIL}, NOON.date(), row.pk)
    register([use], at=NOON)
    found = STORE.find(row.row)
    assert found is not None
    return found


def code_of(notice: SeenNotice) -> str:
    """Return the code of a notice."""
    return Notice.objects.get(pk=notice.id).code


def approver(code: str = CHOFU, login: str = "approver") -> Account:
    """Return an approver of a municipality."""
    some_bodies()
    municipality(code)
    body, _ = Body.objects.get_or_create(
        area=code,
        kind="municipality",
        defaults={"number": f"8000020{code}", "name": "団体", "municipality_id": code},
    )
    return account_of(login, body, Role.APPROVER)


@pytest.mark.parametrize("kind", ["wrong", "hurtful", "not_me"])
def test_a_wrong_notice_is_taken_back_at_once_with_its_code(kind):
    one = somebody()
    notice = a_notice(one)
    report_wrong(notice, kind=WrongKind(kind), words="ちがいます", by=person(one.pk), notices=STORE, at=NOON)
    assert Notice.objects.get(pk=notice.id).withdrawn_at == NOON
    assert check(code_of(notice), at=NOON).answer == "withdrawn"
    assert WrongNotice.objects.get().words == "ちがいます"
    assert "ちが" not in str(bytes(WrongNotice.objects.get().words_sealed))


def test_a_late_notice_stands_and_is_counted():
    one = somebody()
    notice = a_notice(one)
    report_wrong(notice, kind=WrongKind.LATE, words="", by=person(one.pk), notices=STORE, at=NOON)
    assert Notice.objects.get(pk=notice.id).withdrawn_at is None
    assert WrongNotice.objects.get().kind == "late"


def test_telling_twice_changes_nothing():
    one = somebody()
    notice = a_notice(one)
    for _ in range(2):
        report_wrong(notice, kind=WrongKind.WRONG, words="", by=person(one.pk), notices=STORE, at=NOON)
    assert WrongNotice.objects.count() == 1


def test_nobody_takes_back_the_notice_of_another():
    one, other = somebody(), somebody()
    with pytest.raises(RefusedError):
        report_wrong(
            a_notice(one), kind=WrongKind.WRONG, words="", by=person(other.pk), notices=STORE, at=NOON
        )


def test_stopping_the_rule_takes_back_all_it_made_there_and_nothing_elsewhere():
    here, there, other_place = somebody(), somebody(), somebody(MITAKA)
    first, second = a_notice(here), a_notice(there)
    elsewhere, other_rule = a_notice(other_place), a_notice(there, rule="children-ends")
    old = a_notice(there, created_at=NOON - timedelta(days=200))
    wrong = report_wrong(first, kind=WrongKind.WRONG, words="", by=person(here.pk), notices=STORE, at=NOON)
    done = withdraw_rule(wrong, why="期限の計算がちがう", by=approver(), notices=STORE, at=NOON)
    assert done == 1
    assert check(code_of(second), at=NOON).answer == "withdrawn"
    for one in (elsewhere, other_rule, old):
        assert check(code_of(one), at=NOON).answer == "ours"
    assert stopped_rules(CHOFU) == {"children-deadline"}
    assert not stopped_rules(MITAKA)
    assert all_stopped() == {("children-deadline", CHOFU)}
    assert WrongNotice.objects.get().state == "withdrawn"


def test_an_approver_of_another_municipality_stops_nothing_here():
    one = somebody()
    wrong = report_wrong(
        a_notice(one), kind=WrongKind.WRONG, words="", by=person(one.pk), notices=STORE, at=NOON
    )
    with pytest.raises(BeliefError):
        withdraw_rule(wrong, why="x", by=approver(MITAKA), notices=STORE, at=NOON)
    assert WrongNotice.objects.get().state == "open"
    assert not StoppedRule.objects.exists()


def test_who_stopped_a_rule_does_not_let_it_go_on_alone():
    first, second = approver(), approver(login="second")
    stopped = stop_rule(rule="children-deadline", area=CHOFU, why="調べる", by=first, at=NOON)
    with pytest.raises(BeliefError, match="別の人"):
        resume_rule(stopped, by=first, at=NOON)
    resume_rule(stopped, by=second, at=NOON)
    assert not stopped_rules(CHOFU)
    stop_rule(rule="children-deadline", area=CHOFU, why="また", by=first, at=NOON)
    assert stopped_rules(CHOFU)


def test_a_rule_is_not_stopped_without_a_reason():
    with pytest.raises(BeliefError, match="わけ"):
        stop_rule(rule="children-deadline", area=CHOFU, why=" ", by=approver(), at=NOON)


def test_deciding_to_keep_leaves_the_rule_and_the_notice_as_they_are():
    one = somebody()
    wrong = report_wrong(
        a_notice(one), kind=WrongKind.HURTFUL, words="", by=person(one.pk), notices=STORE, at=NOON
    )
    keep_as_it_is(wrong, by=approver(), at=NOON)
    assert not StoppedRule.objects.exists()
    assert WrongNotice.objects.get().state == "kept"


def test_stars_are_asked_while_reading_only():
    one = somebody()
    me = person(one.pk)
    fresh = a_notice(one, read_at=NOON - timedelta(minutes=5))
    rate(fresh, stars=4, by=me, notices=STORE, at=NOON)
    rate(fresh, stars=2, by=me, notices=STORE, at=NOON)
    assert Stars.objects.get().stars == 2
    with pytest.raises(ResponseError):
        rate(a_notice(one, read_at=NOON - timedelta(hours=2)), stars=4, by=me, notices=STORE, at=NOON)
    with pytest.raises(ResponseError):
        rate(fresh, stars=0, by=me, notices=STORE, at=NOON)


def test_nobody_is_asked_for_stars_in_a_time_of_silence():
    one = somebody()
    times = {"from_at": NOON - timedelta(days=1), "until_at": NOON + timedelta(days=48)}
    Silence.objects.create(person=one, municipality_id=CHOFU, why="death", **times)
    with pytest.raises(ResponseError):
        rate(a_notice(one), stars=5, by=person(one.pk), notices=STORE, at=NOON)


def test_only_who_agreed_is_followed_and_few_are_not_told():
    agreed, other = somebody(), somebody()
    step = NoticeStep.Reached.OPENED

    def may(number: int) -> bool:
        return number == agreed.pk

    assert follow(a_notice(agreed), step, agreed=may, at=NOON)
    assert not follow(a_notice(other), step, agreed=may, at=NOON)
    (line,) = heard([CHOFU], since=NOON - timedelta(days=1))
    assert line.opened is None
    assert line.stars is None


def test_the_page_of_why_says_items_rule_and_day_and_asks_nothing_of_a_supporter(monkeypatch):
    one, helper = somebody(), somebody()
    notice = a_notice(one, deadline=NOON.date())
    act_as(monkeypatch, person(one.pk))
    page = PageClient().get(f"/my/notices/{notice.row}/why/")
    assert "使ったもの: 生年月日" in page.text
    assert "「児童手当」の期限が2026年11月22日と分かったためです。" in page.text
    assert "まちがい・いやだったと知らせる" in page.links
    act_as(monkeypatch, supporter(helper.pk, of=one.pk))
    seen = PageClient().client.get(f"/my/notices/{notice.row}/wrong/")
    assert seen.status_code == 404


def test_telling_by_the_page_takes_the_notice_back_in_one_request(monkeypatch):
    one = somebody()
    notice = a_notice(one)
    act_as(monkeypatch, person(one.pk))
    pages = PageClient()
    form = pages.get(f"/my/notices/{notice.row}/wrong/")
    assert "何がよくなかったか" in pages.submit(form, {"kind": "", "words": ""}, status=422).text
    page = pages.submit(form, {"kind": "hurtful", "words": ""})
    assert "お知らせを取り消しました" in page.text
    assert check(code_of(notice), at=NOON).answer == "withdrawn"


def test_another_persons_notice_is_not_there(monkeypatch):
    notice = a_notice(somebody())
    act_as(monkeypatch, person(somebody().pk))
    for part in ("why", "wrong"):
        assert PageClient().client.get(f"/my/notices/{notice.row}/{part}/").status_code == 404


def test_what_is_held_can_be_told_exported_and_erased():
    one, other = somebody(), somebody()
    for who in (one, other):
        report_wrong(
            a_notice(who),
            kind=WrongKind.WRONG,
            words=f"私は{who.pk}番",
            by=person(who.pk),
            notices=STORE,
            at=NOON,
        )
    holding = ResponsesHolding()
    assert [line.count for line in holding.held(one.pk)] == [1]
    assert f"{other.pk}番" not in str(holding.export(one.pk))
    assert holding.erase(one.pk, at=NOON) == 1
    assert WrongNotice.objects.count() == 1
