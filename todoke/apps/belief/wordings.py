"""Published wordings (公開した文面): written by one, approved and signed by another, checked at every use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q

from todoke.apps.accounts.models import Account
from todoke.apps.audit.actions import note
from todoke.apps.belief.actions import BeliefError
from todoke.apps.belief.models import WordingVersion
from todoke.telling.wording.lint import lint
from todoke.telling.wording.loading import load_glossary, load_wordings, read_wording
from todoke.telling.wording.stamping import is_signed, public_of, sign, stamp
from todoke.telling.wording.texts import Wording, Words5


class UnsignedWordingError(Exception):
    """Nothing may be sent in these words: they were not published, or are not what was signed."""


@dataclass(frozen=True, slots=True)
class Published:
    """A wording with the version it was signed as."""

    wording: Wording
    version: int


def written_wordings() -> dict[str, Wording]:
    """Return the wordings as the files have them, published or not; raises WordingError."""
    return load_wordings(settings.DATA_DIR / "notices" / "wordings")


def glossary() -> tuple[Words5, ...]:
    """Return the words that are always said in the same way; raises WordingError."""
    return load_glossary(settings.DATA_DIR / "notices" / "glossary5.yaml")


def public_key() -> str:
    """Return the key everybody can check signatures with (base64), or "" where texts are not published here."""
    return public_of(settings.KEYS.wording) if settings.KEYS.wording else ""


def find_published(key: str, *, version: int | None = None) -> Published:
    """Return the wording as it was signed: the one in use, or an older version for what was sent in it.

    Raises:
        UnsignedWordingError: there is none, or its signature is not ours.
    """
    rows = WordingVersion.objects.filter(key=key, published_at__isnull=False)
    row = (
        rows.filter(retired_at__isnull=True).order_by("-version").first()
        if version is None
        else rows.filter(version=version).first()
    )
    if row is None:
        raise UnsignedWordingError(f"{key}: not published")
    wording = read_wording(row.languages, key)
    if stamp(wording) != row.stamp or not is_signed(
        public_key(), row.signature, key=row.key, version=row.version, stamp=row.stamp
    ):
        raise UnsignedWordingError(f"{key}: its signature is not ours")
    return Published(wording, row.version)


@transaction.atomic
def propose_wording(wording: Wording, *, domain: str, by: Account, at: datetime) -> WordingVersion:
    """Ask for a wording to be published; the same texts are asked for once.

    Raises:
        BeliefError: the linter finds something.
    """
    faults = lint(wording, domain=domain, glossary=glossary())
    if faults:
        raise BeliefError(f"文面 {wording.key} に直すところがあります: {faults[0]}")
    mark = stamp(wording)
    same = WordingVersion.objects.filter(key=wording.key, stamp=mark, retired_at__isnull=True).first()
    if same is not None:
        return same
    last = WordingVersion.objects.filter(key=wording.key).aggregate(last=Max("version"))["last"] or 0
    row = WordingVersion.objects.create(
        key=wording.key,
        version=last + 1,
        stamp=mark,
        languages=wording.model_dump(mode="json"),
        written_by=by,
    )
    note(
        actor=f"account:{by.pk}",
        verb="change",
        thing="wording",
        ref=f"{row.key}:{row.version}",
        area="",
        at=at,
    )
    return row


@transaction.atomic
def approve_wording(row: WordingVersion, *, by: Account, at: datetime) -> WordingVersion:
    """Sign and publish a wording; older versions are used no more.

    Raises:
        BeliefError: by the one who wrote it, with no key, or of texts that were changed since.
    """
    if row.published_at is not None:
        return row
    if row.written_by_id == by.pk:
        raise BeliefError("文面を書いた人とは別の人が承認してください。")
    if not settings.KEYS.wording:
        raise BeliefError("署名の鍵がありません。運用の担当者に、WORDING_KEY を置いてもらってください。")
    if stamp(read_wording(row.languages, row.key)) != row.stamp:
        raise BeliefError("文面が書いたときから変わっています。もう一度はじめから出してください。")
    row.signature = sign(settings.KEYS.wording, key=row.key, version=row.version, stamp=row.stamp)
    row.approved_by, row.published_at = by, at
    row.save(update_fields=["signature", "approved_by", "published_at"])
    older = WordingVersion.objects.filter(Q(version__lt=row.version), key=row.key, retired_at__isnull=True)
    older.update(retired_at=at)
    note(
        actor=f"account:{by.pk}",
        verb="approve",
        thing="wording",
        ref=f"{row.key}:{row.version}",
        area="",
        at=at,
    )
    return row


def publish_all(
    *, domain: str, written_by: Account, approved_by: Account, at: datetime
) -> list[WordingVersion]:
    """Publish every wording of the files that is not published yet; return those that are new.

    Raises:
        BeliefError: as proposing and approving do; then none is published.
    """
    with transaction.atomic():
        asked = [
            propose_wording(wording, domain=domain, by=written_by, at=at)
            for wording in written_wordings().values()
        ]
        return [approve_wording(row, by=approved_by, at=at) for row in asked if row.published_at is None]
