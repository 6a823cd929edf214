"""The one button of a record's page: where to begin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from todoke.apps.registry.models import Record
from todoke.records.content import Content
from todoke.ui.words import Words, t


@dataclass(frozen=True, slots=True)
class Start:
    """The one button of the page."""

    label: Words
    address: str


def start_of(content: Content, dead: frozenset[str], procedures: tuple[Record, ...]) -> Start | None:
    """Return the button: online first, then the office's page, its procedure, its telephone; never a dead link."""
    online = [channel.url for channel in content.channels if channel.kind == "online" and channel.url]
    online += [link.url for link in content.links if link.role == "apply"]
    for url in online:
        if url not in dead:
            return Start(t("オンラインで手続する"), url)
    links = [link for link in content.links if link.url not in dead]
    for link in links:
        if link.role == "official":
            return Start(t("公式のページを見る"), link.url)
    if procedures:
        return Start(t("手続のしかたを見る"), reverse("portal:record", args=[procedures[0].slug]))
    for phone in _phones(content):
        return Start(t("電話で聞く（%(phone)s）", phone=phone), f"tel:{phone.replace('-', '')}")
    return Start(t("くわしいページを見る"), links[0].url) if links else None


def _phones(content: Content) -> Iterator[str]:
    for channel in content.channels:
        if channel.phone:
            yield channel.phone
    for contact in content.contacts:
        if contact.phone:
            yield contact.phone
