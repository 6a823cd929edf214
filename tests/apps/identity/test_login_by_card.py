"""Logging in with the card: only the browser that began it, once, in time, with the answer to its own question."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.factories.actors import NOON
from tests.factories.logins import question_of
from todoke.apps.access.domain.actors import Assurance
from todoke.apps.identity.actions.logins import SignedIn, begin_login, close_login, finish_login
from todoke.apps.identity.actions.refusals import LoginRefusedError
from todoke.apps.identity.actions.visits import open_visit, visit_of
from todoke.apps.identity.models import Login, LoginAttempt
from todoke.apps.identity.queries import outcomes
from todoke.clients.identity.fake import FakeProvider
from todoke.clients.identity.provider import Claims

pytestmark = pytest.mark.django_db

BROWSER = "b" * 43
SATO = Claims("subject-of-sato", "佐藤 花子", "東京都調布市見本町1丁目", date(1990, 4, 12), "2")


@pytest.fixture
def provider() -> FakeProvider:
    return FakeProvider(SATO)


def begin(provider: FakeProvider, *, goal: str = "/my/", browser: str = BROWSER) -> dict[str, str]:
    address = begin_login(browser=browser, goal=goal, wanted=Assurance.CARD, at=NOON, provider=provider)
    return {"state": question_of(address)["state"], "code": f"code-{len(provider.asked)}"}


def finish(provider: FakeProvider, query: dict[str, str], **changes: object) -> SignedIn:
    named: dict = {"browser": BROWSER, "query": query, "at": NOON, "provider": provider}
    return finish_login(**named | changes)


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(LoginRefusedError) as error:
        call()
    return error.value.kind


def test_somebody_is_known_by_the_card_and_led_to_where_they_wanted_to_go(provider):
    found = finish(provider, begin(provider, goal="/my/wishes/"))
    assert (found.assurance, found.acr, found.goal) == (Assurance.CARD, "aal3", "/my/wishes/")
    assert found.claims is not None
    assert found.claims.name == "佐藤 花子"
    assert "佐藤" not in repr(found)


def test_nothing_of_the_person_is_kept_by_logging_in(provider):
    login = finish(provider, begin(provider)).login
    kept = " ".join(
        str(value)
        for model in (Login, LoginAttempt)
        for row in model.objects.values()
        for value in row.values()
    )
    for private in (
        "佐藤",
        "調布",
        "subject-of-sato",
        "1990",
        provider.asked[0].state,
        provider.asked[0].nonce,
    ):
        assert private not in kept
    assert len(login.subject_hmac) == 64
    assert not bytes(LoginAttempt.objects.get().verifier_sealed)


def test_the_same_card_is_the_same_login(provider):
    first, second = (finish(provider, begin(provider)).login for _ in range(2))
    assert first.pk == second.pk
    other = FakeProvider(SATO, issuer="https://other.example")
    assert finish(other, begin(other)).login.pk != first.pk


def test_a_question_and_its_answer_belong_together(provider):
    begin(provider)
    question = provider.asked[-1]
    assert len({question.state, question.nonce, question.challenge}) == 3
    assert all(len(secret) >= 43 for secret in (question.state, question.nonce, question.challenge))
    assert question.acr == ("aal3", "crl")


def test_a_state_is_good_once(provider):
    back = begin(provider)
    finish(provider, back)
    assert refused(lambda: finish(provider, back | {"code": "another"})) == "used"


def test_another_browser_cannot_finish_it_and_the_right_one_still_can(provider):
    back = begin(provider)
    assert refused(lambda: finish(provider, back, browser="c" * 43)) == "other_browser"
    assert refused(lambda: finish(provider, back, browser="")) == "other_browser"
    assert finish(provider, back).login.pk


def test_a_state_nobody_asked_for_is_unknown(provider):
    assert refused(lambda: finish(provider, {"state": "x", "code": "y"})) == "unknown"
    assert refused(lambda: finish(provider, {})) == "unknown"


def test_after_ten_minutes_it_is_too_late(provider):
    back = begin(provider)
    assert refused(lambda: finish(provider, back, at=NOON + timedelta(minutes=10))) == "expired"


def test_the_answer_to_another_question_is_refused(provider):
    back = begin(provider)
    provider.nonce = "of another login"
    assert refused(lambda: finish(provider, back)) == "untrusted"
    assert not Login.objects.exists()


def test_an_answer_in_another_providers_name_is_refused(provider):
    assert refused(lambda: finish(provider, begin(provider) | {"iss": "https://evil.example"})) == "untrusted"


@pytest.mark.parametrize(
    ("error", "kind"),
    [("access_denied", "failed_card"), ("server_error", "refused"), ("<script>", "refused")],
)
def test_what_the_provider_says_is_turned_into_a_word_of_ours(provider, error, kind):
    back = {"state": begin(provider)["state"], "error": error, "error_description": "private words"}
    assert refused(lambda: finish(provider, back)) == kind


def test_a_provider_that_is_down_is_told_before_anybody_is_led_there():
    down = FakeProvider(SATO, fails="unreachable")
    assert refused(lambda: begin(down)) == "unreachable"
    assert not LoginAttempt.objects.exists()


@pytest.mark.parametrize(
    "goal",
    [
        *("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", ""),
        *(
            "/my/?name=hanako",
            "/login/",
            "/logout/",
            "/desk/",
            "/my/../desk/",
            "/%2f/evil",
            "/my/\n",
            "/" * 300,
        ),
    ],
)
def test_nobody_is_led_elsewhere_afterwards(provider, goal):
    assert finish(provider, begin(provider, goal=goal)).goal == "/my/"


def test_one_browser_may_not_begin_without_end(provider):
    for _ in range(10):
        begin(provider)
    assert refused(lambda: begin(provider)) == "too_many"
    begin(provider, browser="d" * 43)


def test_how_logins_end_is_counted_without_saying_whose(provider):
    finish(provider, begin(provider))
    refused(lambda: finish(provider, {"state": begin(provider)["state"], "error": "access_denied"}))
    assert outcomes(since=NOON.date(), until=NOON.date()) == {"card": {"begun": 2, "failed_card": 1, "ok": 1}}


def test_a_closed_login_leaves_no_visit_open(provider):
    found = finish(provider, begin(provider))
    token = open_visit(found.login, assurance=Assurance.CARD, acr="aal3", at=NOON)
    close_login(found.login, at=NOON)
    assert visit_of(token, at=NOON) is None
