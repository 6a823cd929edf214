"""Who sends (送り主): what everybody can compare a mail, a push or a letter with."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

from todoke.apps.belief.wordings import public_key
from todoke.rules import yamlfile
from todoke.rules.facts import Definition
from todoke.rules.texts import Text
from todoke.telling.channels import Channel


class Way(Definition):
    """A way we send by, and what is true of it."""

    channel: Channel
    says: Text


class Senders(Definition):
    """The ways we send by, and what we never do."""

    ways: tuple[Way, ...]
    never: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """What the instance is known by; empty where it does not send so."""

    site: str
    mail_from: str
    mail_domain: str
    dkim_selector: str
    push_key: str
    wording_key: str


def senders() -> Senders:
    """Return the ways we send by."""
    return _read(settings.DATA_DIR / "notices" / "senders.yaml")


def marks() -> Marks:
    """Return what this instance is known by."""
    return Marks(
        site=settings.SITE_URL,
        mail_from=settings.MAIL_FROM if settings.MAIL_URL else "",
        mail_domain=settings.MAIL_DOMAIN if settings.MAIL_URL else "",
        dkim_selector=settings.DKIM_SELECTOR if settings.MAIL_URL else "",
        push_key=_public_of(settings.KEYS.vapid),
        wording_key=public_key(),
    )


@lru_cache(maxsize=2)
def _read(path: Path) -> Senders:
    return Senders.model_validate(yamlfile.read(path))


@lru_cache(maxsize=2)
def _public_of(pem: str) -> str:
    """Return the public point of the key pushes are signed with, as browsers are given it (RFC 8292)."""
    if not pem:
        return ""
    key = load_pem_private_key(pem.encode(), password=None).public_key()
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")
