"""What changes responses (お知らせへの返事): a wrong notice is taken back at once, everywhere, and its rule stopped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.deciding import require
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.accounts.models import Account
from todoke.apps.audit.actions import note
from todoke.apps.belief.actions import stop_rule, withdraw_codes
from todoke.apps.responses.models import NoticeStep, Stars, WrongKind, WrongNotice
from todoke.apps.responses.seen import Notices, SeenNotice

BACK = timedelta(days=90)
"""How far back the notices of a stopped rule are taken back: our choice, about the longest lead of a rule."""
LONGEST = 1000


class ResponseError(Exception):
    """An answer cannot be taken so; the message says what to do."""


@transaction.atomic
def report_wrong(
    notice: SeenNotice, *, kind: WrongKind, words: str, by: Actor, notices: Notices, at: datetime
) -> WrongNotice:
    """Keep that a notice is wrong or hurtful, and take it back at once: inbox, code, and every hint that waits.

    One that only came late stands, and is counted. A second report of the same notice changes nothing.
    """
    require(by, Verb.CORRECT, notice, at=at)
    found = WrongNotice.objects.filter(notice_id=notice.id, state=WrongNotice.State.OPEN).first()
    if found is not None:
        return found
    wrong = WrongNotice(
        notice_id=notice.id,
        rule=notice.rule,
        program_id=notice.program_id,
        person_id=notice.person_id,
        municipality_id=notice.municipality,
        kind=kind,
        at=at,
    )
    wrong.words = words[:LONGEST] or None
    wrong.save(force_insert=True)
    if kind is not WrongKind.LATE:
        notices.withdraw([notice.id], why=f"reported_{kind}", by=by, at=at)
        withdraw_codes(notice_ids=[notice.id], at=at)
    note(
        actor=by,
        verb=Verb.CORRECT,
        thing="notice",
        ref=notice.row,
        area=notice.municipality,
        at=at,
        said={"kind": kind.value},
    )
    return wrong


@transaction.atomic
def keep_as_it_is(wrong: WrongNotice, *, by: Account, at: datetime) -> None:
    """Decide that nothing is wrong with the rule; what was taken back stays so."""
    _decide([wrong], WrongNotice.State.KEPT, by=by, at=at)


@transaction.atomic
def withdraw_rule(wrong: WrongNotice, *, why: str, by: Account, notices: Notices, at: datetime) -> int:
    """Stop the rule of a wrong notice in its municipality and take back all it made there; return how many.

    Every report about the rule that waits there is decided with it.

    Raises:
        BeliefError: no reason, or not for this account.
    """
    area = wrong.municipality_id
    stop_rule(rule=wrong.rule, area=area, why=why, by=by, at=at)
    ids = list(notices.of_rule(wrong.rule, area, since=at - BACK))
    done = notices.withdraw(ids, why="rule_stopped", by=f"account:{by.pk}", at=at)
    withdraw_codes(notice_ids=ids, at=at)
    alike = WrongNotice.objects.filter(rule=wrong.rule, municipality_id=area, state=WrongNotice.State.OPEN)
    _decide(list(alike), WrongNotice.State.WITHDRAWN, by=by, at=at)
    return done


def _decide(rows: list[WrongNotice], state: WrongNotice.State, *, by: Account, at: datetime) -> None:
    for row in rows:
        row.state, row.decided_by, row.decided_at = state, by, at
        row.save(update_fields=["state", "decided_by", "decided_at"])
    if rows:
        note(
            actor=f"account:{by.pk}",
            verb="change",
            thing="wrong_notice",
            ref=rows[0].row,
            area=rows[0].municipality_id,
            at=at,
            said={"state": state.value, "count": len(rows)},
        )


@transaction.atomic
def rate(notice: SeenNotice, *, stars: int, by: Actor, notices: Notices, at: datetime) -> Stars:
    """Keep how good a notice was for its reader; a second answer takes the place of the first.

    Raises:
        ResponseError: not one to five, too long after reading it, or in a time of silence.
    """
    require(by, Verb.CORRECT, notice, at=at)
    if not 1 <= stars <= 5:
        raise ResponseError("星の数を選んでください。")
    if not notice.may_be_rated(at=at) or notices.is_quiet(notice.person_id, at=at):
        raise ResponseError("このお知らせの感想は、読んだときにだけ聞いています。")
    rating, _ = Stars.objects.update_or_create(
        notice_id=notice.id,
        defaults={
            "person_id": notice.person_id,
            "municipality_id": notice.municipality,
            "program_id": notice.program_id,
            "stars": stars,
            "at": at,
        },
    )
    return rating


def follow(
    notice: SeenNotice,
    step: NoticeStep.Reached,
    *,
    agreed: Callable[[int], bool],
    at: datetime,
    channel: str = "",
) -> bool:
    """Keep how far a notice came, only with somebody who agreed to be followed; tell whether it was kept."""
    if not agreed(notice.person_id):
        return False
    _, is_new = NoticeStep.objects.get_or_create(
        notice_id=notice.id,
        step=step,
        defaults={
            "person_id": notice.person_id,
            "municipality_id": notice.municipality,
            "program_id": notice.program_id,
            "channel": channel,
            "at": at,
        },
    )
    return is_new
