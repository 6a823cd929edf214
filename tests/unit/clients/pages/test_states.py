"""A link is called dead only when that is known."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.base.clock import JST
from todoke.clients.pages.fetched import Outcome
from todoke.clients.pages.missing import ABSENT, Sign
from todoke.clients.pages.states import Check, LinkState, Patience, judge, next_check

START = datetime(2026, 11, 1, 9, 0, tzinfo=JST)
URL = "https://a.example/x"
LIVE, MOVED, DEAD = LinkState.LIVE, LinkState.MOVED, LinkState.DEAD
UNREACHABLE, REFUSED, UNKNOWN = LinkState.UNREACHABLE, LinkState.REFUSED, LinkState.UNKNOWN


def check(outcome: str, *, day: int = 0, hour: int = 0) -> Check:
    """A check by a short name: an outcome, a sign, or a way of moving."""
    at = START + timedelta(days=day, hours=hour)
    match outcome:
        case "not_found" | "to_top" | "expired" | "paused":
            return Check(at, Outcome.READ, 200, URL, URL, sign=Sign(outcome))
        case "told_moved":
            return Check(at, Outcome.READ, 200, URL, URL, sign=Sign.MOVED)
        case "moved":
            return Check(at, Outcome.READ, 200, URL, "https://a.example/y", moved_for_good=True)
        case "moved_for_now":
            return Check(at, Outcome.READ, 200, URL, "https://a.example/y")
        case _:
            return Check(at, Outcome(outcome), 200, URL, URL)


@pytest.mark.parametrize(
    ("outcomes", "state"),
    [
        ("", UNKNOWN),
        ("read", LIVE),
        ("file", LIVE),
        ("unchanged", LIVE),
        ("moved_for_now", LIVE),
        ("moved", MOVED),
        ("told_moved", MOVED),
        ("missing", DEAD),
        ("read missing", DEAD),
        ("missing read", LIVE),
        ("missing timeout", DEAD),
        ("missing not_found", DEAD),
        ("timeout", UNREACHABLE),
        ("read timeout failed", UNREACHABLE),
        ("timeout failed dns", DEAD),
        ("timeout failed read dns", UNREACHABLE),
        ("tls tls tls tls tls", UNREACHABLE),
        ("timeout tls failed", UNREACHABLE),
        ("timeout tls failed dns", DEAD),
        ("loop refused connection", DEAD),
        ("address address address", DEAD),
        ("robots", REFUSED),
        ("forbidden", REFUSED),
        ("read robots robots robots robots", REFUSED),
        ("timeout timeout robots timeout", UNREACHABLE),
        ("missing forbidden", REFUSED),
        ("busy", UNKNOWN),
        ("busy busy busy offline offline", UNKNOWN),
        ("read busy offline", LIVE),
        ("timeout busy timeout offline timeout", DEAD),
        ("read paused", LIVE),
        ("missing paused paused", DEAD),
        ("paused paused paused", UNKNOWN),
        ("not_found", UNKNOWN),
        ("read to_top", UNKNOWN),
        ("not_found not_found", DEAD),
        ("to_top to_top", DEAD),
        ("expired to_top", DEAD),
        ("not_found timeout", UNREACHABLE),
        ("not_found timeout failed", DEAD),
        ("not_found unchanged", DEAD),
        ("read unchanged", LIVE),
        ("not_found read unchanged", LIVE),
    ],
)
def test_the_state_of_a_link(outcomes: str, state: LinkState) -> None:
    history = [check(outcome, day=day) for day, outcome in enumerate(outcomes.split())]
    assert judge(history).state is state


def test_failing_often_on_one_day_is_failing_once() -> None:
    history = [check("timeout", hour=hour) for hour in range(12)]
    assert judge(history).state is UNREACHABLE
    assert judge([check("not_found", hour=hour) for hour in range(12)]).state is UNKNOWN


def test_days_are_those_of_tokyo() -> None:
    night = datetime(2026, 11, 1, 14, 30, tzinfo=JST)
    history = [Check(night + timedelta(hours=hours), Outcome.TIMEOUT) for hours in (0, 9, 10)]
    assert judge(history).days == 2  # 14:30, 23:30 and 00:30 of the next day


def test_since_when_and_where_to() -> None:
    dead = judge([check("read"), check("timeout", day=1), check("missing", day=2), check("missing", day=3)])
    assert (dead.since, dead.days) == (START + timedelta(days=1), 3)
    assert judge([check("moved")]).target == "https://a.example/y"
    assert judge([check("told_moved")]).target is None


def test_patience_has_a_least() -> None:
    with pytest.raises(ValueError, match="2日以上"):
        Patience(failing_days=1)


ANY = st.sampled_from([outcome.value for outcome in Outcome] + ["not_found", "to_top", "moved", "told_moved"])
HISTORIES = st.lists(st.tuples(ANY, st.integers(0, 3)), max_size=12)


def history_of(drawn: list[tuple[str, int]]) -> list[Check]:
    history: list[Check] = []
    day = 0
    for outcome, later in drawn:
        day += later
        history.append(check(outcome, day=day, hour=len(history)))
    return history


@given(HISTORIES)
def test_dead_only_by_the_servers_word_or_on_several_days(drawn: list[tuple[str, int]]) -> None:
    history = history_of(drawn)
    judgment = judge(history)
    if judgment.state is not DEAD:
        return
    told = any(one.outcome is Outcome.MISSING for one in history)
    bad = {one.on for one in history if one.outcome not in {Outcome.BUSY, Outcome.OFFLINE}}
    assert told or len(bad) >= 2


@given(HISTORIES)
def test_a_page_that_is_there_makes_any_link_live(drawn: list[tuple[str, int]]) -> None:
    history = history_of(drawn)
    assert judge([*history, check("read", day=100)]).state is LIVE


@given(HISTORIES)
def test_what_says_nothing_changes_nothing(drawn: list[tuple[str, int]]) -> None:
    history = history_of(drawn)
    assert judge([*history, check("busy", day=100), check("offline", day=101)]) == judge(history)


@given(HISTORIES, st.sampled_from(sorted(ABSENT)))
def test_the_next_check_is_later_and_never_a_month_away_while_in_doubt(
    drawn: list[tuple[str, int]], sign: Sign
) -> None:
    judgment = judge([*history_of(drawn), check(sign.value, day=100)])
    at = START + timedelta(days=100)
    due = next_check(judgment, url=URL, at=at)
    assert at < due <= at + timedelta(days=8)


def test_checks_of_many_links_are_spread() -> None:
    live = judge([check("read")])
    times = {next_check(live, url=f"{URL}{number}", at=START) for number in range(100)}
    assert len(times) == 100
    assert max(times) - min(times) > timedelta(hours=12)
    assert next_check(live, url=URL, at=START) == next_check(live, url=URL, at=START)
