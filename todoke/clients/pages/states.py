"""The state of a link, judged from all its checks (リンクの状態).

A link is dead only when the server says so (404, 410), or when it failed on several different days: servers rest at
night, certificates are renewed late, networks break. What another check may still settle is never called dead, nor
is a certificate that cannot be verified: browsers fetch a missing part of its chain, programs do not.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from todoke.base.clock import JST
from todoke.clients.pages.addresses import AddressError, parse
from todoke.clients.pages.fetched import Fetched, Outcome
from todoke.clients.pages.missing import ABSENT, Sign


class LinkState(StrEnum):
    """What is known of a link."""

    LIVE = "live"
    MOVED = "moved"  # it works, and says that its page has another address now
    DEAD = "dead"
    UNREACHABLE = "unreachable"  # failing, not yet long enough to be called dead
    REFUSED = "refused"  # closed to programs; people may still be let in
    UNKNOWN = "unknown"  # never asked, or what came back is doubtful


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a link, as it is kept."""

    at: datetime
    outcome: Outcome
    status: int | None = None
    asked: str = ""
    url: str = ""
    moved_for_good: bool = False
    sign: Sign | None = None

    @classmethod
    def of(cls, fetched: Fetched, sign: Sign | None = None) -> "Check":
        """Return the check that a request was."""
        return cls(
            at=fetched.at,
            outcome=fetched.outcome,
            status=fetched.status,
            asked=fetched.asked,
            url=fetched.url,
            moved_for_good=fetched.has_moved_for_good,
            sign=sign,
        )

    @property
    def on(self) -> date:
        """Return the day of the check, in Tokyo."""
        return self.at.astimezone(JST).date()


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a link may fail, and how often it is looked at."""

    failing_days: int = 3
    doubtful_days: int = 2
    live: timedelta = timedelta(days=7)
    refused: timedelta = timedelta(days=30)
    soon: timedelta = timedelta(days=1)

    def __post_init__(self) -> None:
        if self.failing_days < 2 or self.doubtful_days < 2:
            raise ValueError("リンク切れとみなすまでの日数は2日以上にしてください。")


@dataclass(frozen=True, slots=True)
class Judgment:
    """The state of a link, since when, on how many days, and where it leads now."""

    state: LinkState
    outcome: Outcome | None = None
    sign: Sign | None = None
    since: datetime | None = None
    days: int = 0
    target: str | None = None


_SAYS_NOTHING = frozenset({Outcome.BUSY, Outcome.OFFLINE})
_THERE = frozenset({Outcome.READ, Outcome.FILE, Outcome.UNCHANGED})
_CLOSED = frozenset({Outcome.ROBOTS, Outcome.FORBIDDEN})


class _Class(StrEnum):
    """What one check says."""

    THERE = "there"
    CLOSED = "closed"
    GONE = "gone"
    ABSENT = "absent"
    FAILING = "failing"


_BAD = frozenset({_Class.GONE, _Class.ABSENT, _Class.FAILING})


def judge(history: Sequence[Check], patience: Patience | None = None) -> Judgment:
    """Return the state of a link from its checks, oldest first.

    >>> at = datetime(2026, 11, 20, 9, 0, tzinfo=JST)
    >>> failing = [Check(at + timedelta(days=day), Outcome.TIMEOUT) for day in range(3)]
    >>> judge(failing[:2]).state, judge(failing).state, judge([Check(at, Outcome.MISSING)]).state
    (<LinkState.UNREACHABLE: 'unreachable'>, <LinkState.DEAD: 'dead'>, <LinkState.DEAD: 'dead'>)
    """
    patience = patience or Patience()
    checks = [check for check in _with_signs(history) if _says_something(check)]
    if not checks:
        return Judgment(LinkState.UNKNOWN)
    last = checks[-1]
    said = _class_of(last)
    same = _BAD if said in _BAD else {said}
    run = _trailing(checks, same)
    days = len({check.on for check in run})
    state = _state(said, last, run, patience)
    return Judgment(
        state,
        outcome=last.outcome,
        sign=last.sign,
        since=run[0].at,
        days=days,
        target=last.url if state is LinkState.MOVED and last.url != last.asked else None,
    )


def next_check(judgment: Judgment, *, url: str, at: datetime, patience: Patience | None = None) -> datetime:
    """Return when to look again: the next day while in doubt, seldom where closed, weekly otherwise.

    Addresses are spread over the time by their own letters, so that not all are due at once.
    """
    patience = patience or Patience()
    match judgment.state:
        case LinkState.LIVE | LinkState.MOVED:
            wait = patience.live
        case LinkState.REFUSED:
            wait = patience.refused
        case LinkState.DEAD:
            wait = min(patience.soon * max(judgment.days, 1), patience.live)
        case LinkState.UNREACHABLE | LinkState.UNKNOWN:
            wait = patience.soon
    share = int.from_bytes(hashlib.sha256(url.encode()).digest()[:4], "big") / 2**32
    return at + wait + wait * 0.1 * share


def _with_signs(history: Sequence[Check]) -> list[Check]:
    """Return the checks; a page that had not changed keeps the sign it had when it was read."""
    found: list[Check] = []
    sign: Sign | None = None
    for check in history:
        if check.outcome is Outcome.READ:
            sign = check.sign
        elif check.outcome is Outcome.UNCHANGED and check.sign is None and sign is not None:
            check = Check(
                check.at, check.outcome, check.status, check.asked, check.url, check.moved_for_good, sign
            )
        found.append(check)
    return found


def _says_something(check: Check) -> bool:
    return check.outcome not in _SAYS_NOTHING and check.sign is not Sign.PAUSED


def _class_of(check: Check) -> _Class:
    if check.outcome in _THERE:
        return _Class.ABSENT if check.sign in ABSENT else _Class.THERE
    if check.outcome in _CLOSED:
        return _Class.CLOSED
    return _Class.GONE if check.outcome is Outcome.MISSING else _Class.FAILING


def _trailing(checks: Sequence[Check], same: frozenset[_Class] | set[_Class]) -> list[Check]:
    run: list[Check] = []
    for check in reversed(checks):
        if _class_of(check) not in same:
            break
        run.append(check)
    return run[::-1]


def _state(said: _Class, last: Check, run: Sequence[Check], patience: Patience) -> LinkState:
    if said is _Class.CLOSED:
        return LinkState.REFUSED
    if said is _Class.THERE:
        return LinkState.MOVED if _has_moved(last) else LinkState.LIVE
    if any(_class_of(check) is _Class.GONE for check in run):
        return LinkState.DEAD
    if said is _Class.ABSENT:
        doubtful = len({check.on for check in run if _class_of(check) is _Class.ABSENT})
        return LinkState.DEAD if doubtful >= patience.doubtful_days else LinkState.UNKNOWN
    failing = len({check.on for check in run if check.outcome is not Outcome.TLS})
    return LinkState.DEAD if failing >= patience.failing_days else LinkState.UNREACHABLE


def _has_moved(check: Check) -> bool:
    if check.sign is Sign.MOVED:
        return True
    try:
        return check.moved_for_good and parse(check.asked) != parse(check.url)
    except AddressError:
        return False
