"""For how long and for what a mandate (委任) may be given."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from todoke.apps.access.domain.deciding import MANDATED
from todoke.apps.access.domain.verbs import Verb

LONGEST = timedelta(days=366)
LONGEST_PRESENT = timedelta(days=1)
"""Somebody helped on the spot is helped for this day, not for a year."""
LONGEST_PHONE = timedelta(days=7)
CODE_LASTS = timedelta(days=7)

CHOICES: dict[str, frozenset[Verb]] = {
    "look": frozenset({Verb.SEE, Verb.RECEIVE}),
    "settle": frozenset({Verb.CHANGE, Verb.CORRECT, Verb.MUTE}),
    "agree": frozenset({Verb.CONSENT, Verb.WITHDRAW}),
    "pay": frozenset({Verb.REFUSE_PAYMENT}),
    "log": frozenset({Verb.SEE_LOG}),
}
"""What a person ticks, in words of the page, and the verbs it stands for."""


class TermsError(ValueError):
    """Why a mandate cannot be given so; the message says what to do."""


def verbs_of(choices: Collection[str]) -> frozenset[Verb]:
    """Return the verbs of what was ticked; raises TermsError."""
    if not choices:
        raise TermsError("してもらうことを、1つ以上選んでください")
    unknown = set(choices) - CHOICES.keys()
    if unknown:
        raise TermsError("してもらうことを選び直してください")
    return frozenset().union(*(CHOICES[choice] for choice in choices))


def check_terms(scope: Collection[Verb], *, how: str, begins_at: datetime, ends_at: datetime) -> None:
    """Raise TermsError where a mandate reaches too far or lasts too long."""
    if not scope:
        raise TermsError("してもらうことを、1つ以上選んでください")
    if not set(scope) <= MANDATED:
        raise TermsError("ほかの人を支援者にすること、すべて受け取ること、消すことは、本人だけができます")
    if ends_at <= begins_at:
        raise TermsError("終わりの日は、今日よりあとにしてください")
    longest = {"present": LONGEST_PRESENT, "phone": LONGEST_PHONE}.get(how, LONGEST)
    if ends_at - begins_at > longest:
        words = {LONGEST_PRESENT: "1日", LONGEST_PHONE: "7日", LONGEST: "1年"}[longest]
        raise TermsError(f"この方法で頼めるのは、長くて{words}です")
