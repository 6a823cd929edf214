"""Fakes (にせもの): reported by anybody, judged by staff, and shown to everybody without anything that still bites."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

from django.db import transaction

from todoke.apps.accounts.models import Account
from todoke.apps.audit.actions import note
from todoke.apps.belief.actions import BeliefError
from todoke.apps.belief.models import FakeChannel, FakeReport, KnownFake
from todoke.base.my_number import contains_my_number

LONGEST = 2000
_ALIVE = re.compile(r"://|(?<=\w)[.。．](?=[a-z]{2,})|@", re.IGNORECASE)
_FIGURES = re.compile(r"\d[\d\- ]{6,}\d")


def report_fake(*, words: str, url: str, channel: FakeChannel, at: datetime) -> FakeReport:
    """Keep what somebody says looks like a fake, sealed; nothing of who says it."""
    report = FakeReport(channel=channel, at=at)
    report.words, report.url = words[:LONGEST], url[:500]
    report.save(force_insert=True)
    return report


def made_harmless(text: str) -> str:
    """Return a text in which no address can be opened and no long number read.

    >>> made_harmless("http:" + "//todoke.evil.example/ 090-1234-5678")
    'http[:]//todoke[.]evil[.]example/ 〔番号〕'
    """
    folded = unicodedata.normalize("NFKC", text)
    dead = _ALIVE.sub(lambda found: {"://": "[:]//", "@": "[@]"}.get(found[0], "[.]"), folded)
    return _FIGURES.sub("〔番号〕", dead)


@transaction.atomic
def publish_fake(
    *, seen_on: date, channel: FakeChannel, words: str, how_to_tell: str, by: Account, at: datetime
) -> KnownFake:
    """Warn everybody of a fake; addresses and numbers in it are made harmless.

    Raises:
        BeliefError: something is missing, or in the future.
    """
    if not words.strip() or not how_to_tell.strip():
        raise BeliefError("にせものの言葉と、見分け方を書いてください。")
    if seen_on > at.date():
        raise BeliefError("見つかった日が、これからの日になっています。")
    if contains_my_number(words + how_to_tell):
        raise BeliefError("マイナンバーのような番号が入っています。消してください。")
    fake = KnownFake.objects.create(
        seen_on=seen_on,
        channel=channel,
        words=made_harmless(words.strip()),
        how_to_tell=made_harmless(how_to_tell.strip()),
        published_at=at,
        by=by,
    )
    note(actor=f"account:{by.pk}", verb="change", thing="fake", ref=fake.pk, area="", at=at)
    return fake


@transaction.atomic
def settle_report(report: FakeReport, *, state: str, by: Account, at: datetime) -> FakeReport:
    """Say what became of a report.

    Raises:
        BeliefError: there is no such state.
    """
    if state not in (FakeReport.State.KNOWN, FakeReport.State.FAKE, FakeReport.State.OURS):
        raise BeliefError("結果を選んでください。")
    report.state, report.by = FakeReport.State(state), by
    report.save(update_fields=["state", "by"])
    note(actor=f"account:{by.pk}", verb="change", thing="fake_report", ref=report.row, area="", at=at)
    return report


def retract_fake(fake: KnownFake, *, by: Account, at: datetime) -> None:
    """Take a warning back."""
    with transaction.atomic():
        KnownFake.objects.filter(pk=fake.pk).update(published_at=None)
        note(actor=f"account:{by.pk}", verb="change", thing="fake", ref=fake.pk, area="", at=at)
