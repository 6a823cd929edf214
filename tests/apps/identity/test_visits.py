"""Visits end by themselves, on the server, and their token changes whenever what it opens changes."""

from datetime import timedelta

import pytest

from tests.factories.actors import NOON
from tests.factories.logins import some_login
from todoke.apps.access.domain.actors import Assurance
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.identity.actions.forgetting import forget_due
from todoke.apps.identity.actions.keys import KeyRefusedError, find_key, issue_key, revoke_key
from todoke.apps.identity.actions.visits import (
    end_all_visits,
    end_visit,
    open_visit,
    switch_visit,
    visit_of,
)
from todoke.apps.identity.models import ApiKey, Visit
from todoke.apps.identity.queries import open_visits

pytestmark = pytest.mark.django_db


def come(login=None, at=NOON) -> str:
    return open_visit(login or some_login(), assurance=Assurance.CARD, acr="aal3", at=at)


def test_a_token_opens_its_visit_and_is_not_kept(settings):
    token = come()
    visit = visit_of(token, at=NOON)
    assert visit is not None
    assert visit.assurance == Assurance.CARD
    assert token not in str(Visit.objects.values_list())
    assert len(token) >= 43


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "x" * 5_000])
def test_any_other_token_opens_nothing(token):
    come()
    assert visit_of(token, at=NOON) is None


def test_without_a_page_for_half_an_hour_it_ends():
    token = come()
    assert visit_of(token, at=NOON + timedelta(minutes=30)) is None


def test_whoever_reads_on_stays_in_until_the_longest_time():
    token, at = come(), NOON
    for _ in range(35):
        at += timedelta(minutes=20)
        assert visit_of(token, at=at) is not None
    assert at - NOON < timedelta(hours=12)
    assert visit_of(token, at=NOON + timedelta(hours=12)) is None


def test_reading_on_is_written_every_five_minutes_only(django_assert_num_queries):
    token = come()
    with django_assert_num_queries(1):
        visit_of(token, at=NOON + timedelta(minutes=4))
    with django_assert_num_queries(2):
        visit_of(token, at=NOON + timedelta(minutes=5))


def test_an_ended_visit_opens_nothing():
    token = come()
    visit = visit_of(token, at=NOON)
    assert visit is not None
    end_visit(visit, at=NOON)
    assert visit_of(token, at=NOON) is None


def test_all_others_can_be_ended_at_once():
    login = some_login()
    here, other, stranger = come(login), come(login), come(some_login(2))
    visit = visit_of(here, at=NOON)
    assert end_all_visits(login, at=NOON, but=visit) == 1
    assert [visit_of(token, at=NOON) is not None for token in (here, other, stranger)] == [True, False, True]
    assert list(open_visits(login.pk, at=NOON)) == [visit]


def test_switching_over_gives_a_new_token_and_no_more_time():
    token = come()
    visit = visit_of(token, at=NOON)
    assert visit is not None
    later = NOON + timedelta(minutes=10)
    other = switch_visit(visit, mandate_id=5, at=later)
    switched = visit_of(other, at=later)
    assert visit_of(token, at=later) is None
    assert switched is not None
    assert (switched.mandate_id, switched.expires_at) == (5, visit.expires_at)


def test_a_key_reads_what_is_ones_own_until_it_is_revoked():
    login = some_login()
    token = issue_key(login, name="家計簿", scopes=[Verb.SEE_LOG], at=NOON)
    key = find_key(token, at=NOON)
    assert key is not None
    assert (key.login_id, key.scopes) == (login.pk, ["see_log"])
    assert token not in str(ApiKey.objects.values_list())
    assert ApiKey.objects.get().last_used_on == NOON.date()
    revoke_key(key, at=NOON)
    assert find_key(token, at=NOON) is None


@pytest.mark.parametrize("scopes", [[], [Verb.CHANGE], [Verb.SEE, Verb.ERASE]])
def test_a_key_never_changes_anything(scopes):
    with pytest.raises(KeyRefusedError):
        issue_key(some_login(), name="鍵", scopes=scopes, at=NOON)


def test_what_is_old_is_forgotten_and_only_once():
    come()
    assert forget_due(at=NOON + timedelta(days=90)) == 0
    assert forget_due(at=NOON + timedelta(days=92)) == 1
    assert forget_due(at=NOON + timedelta(days=92)) == 0
