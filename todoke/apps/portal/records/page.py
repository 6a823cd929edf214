"""What the page of one record shows, in the order in which people ask: who, until when, how long, what to bring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from todoke.apps.portal.records.words import channel_label, digital_label, period_words, reason_label
from todoke.apps.registry.models import Record, Version
from todoke.records.content import ProcedureContent, ProgramContent
from todoke.records.parts import AgeBand, Channel, Contact, Document, Link
from todoke.records.periods import Unreadable, open_on
from todoke.rules.citations import Citation
from todoke.rules.texts import Text
from todoke.ui.words import Words, t


@dataclass(frozen=True, slots=True)
class Start:
    """The one button of the page."""

    label: Words
    address: str


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """A period in words, and whether it is open today (None: not known)."""

    words: Words
    is_open: bool | None


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """A way to apply with its name and how long it takes."""

    label: Words
    channel: Channel


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A record as its page shows it."""

    record: Record
    version: Version
    content: ProgramContent | ProcedureContent
    start: Start | None
    who: Text | None
    ages: Words | None
    periods: tuple[PeriodLine, ...]
    takes: tuple[Words | Text, ...]
    documents: tuple[Document, ...]
    channels: tuple[ChannelLine, ...]
    contacts: tuple[Contact, ...]
    links: tuple[Link, ...]
    dead: frozenset[str]
    online: Words
    online_reason: Words | None
    sources: tuple[Citation, ...]
    procedures: tuple[Record, ...] = ()
    """Procedures by which a program is obtained."""
    programs: tuple[Record, ...] = ()
    """Programs that a procedure serves."""
    stale_since: date | None = None
    """Since when the record should have been looked at again."""
    unread: tuple[str, ...] = field(default=())


def page_of(
    record: Record,
    version: Version,
    *,
    on: date,
    dead: frozenset[str] = frozenset(),
    procedures: tuple[Record, ...] = (),
    programs: tuple[Record, ...] = (),
) -> RecordPage:
    """Put a version of a record in the order of its page. ``dead`` links are never the button."""
    content = version.content
    return RecordPage(
        record=record,
        version=version,
        content=content,
        start=_start(content, dead),
        who=_who(content),
        ages=_ages(content),
        periods=tuple(
            PeriodLine(period_words(period), open_on(period, on))
            for period in content.periods
            if period.purpose == "apply" or isinstance(content, ProgramContent)
        ),
        takes=tuple(_takes(content)),
        documents=content.documents,
        channels=tuple(ChannelLine(channel_label(channel.kind), channel) for channel in content.channels),
        contacts=content.contacts,
        links=content.links,
        dead=dead,
        online=digital_label(_digital_state(content)),
        online_reason=(
            reason_label(content.digital.reason_kind) if content.digital.reason_kind is not None else None
        ),
        sources=tuple(Citation.model_validate(source) for source in version.sources if "law" in source),
        procedures=procedures,
        programs=programs,
        stale_since=content.review_on if content.review_on is not None and content.review_on < on else None,
        unread=tuple(period.text or "" for period in content.periods if isinstance(period, Unreadable)),
    )


def addresses_of(content: ProgramContent | ProcedureContent) -> set[str]:
    """Return every address the page may link to."""
    linked = {link.url for link in content.links}
    linked |= {channel.url for channel in content.channels if channel.url}
    linked |= {document.url for document in content.documents if document.url}
    return linked | {contact.url for contact in content.contacts if contact.url}


def _start(content: ProgramContent | ProcedureContent, dead: frozenset[str]) -> Start | None:
    for channel in content.channels:
        if channel.kind == "online" and channel.url and channel.url not in dead:
            return Start(t("オンラインで手続する"), channel.url)
    for link in content.links:
        if link.role == "apply" and link.url not in dead:
            return Start(t("オンラインで手続する"), link.url)
    for link in content.links:
        if link.role == "official" and link.url not in dead:
            return Start(t("公式のページで手続のしかたを見る"), link.url)
    for phone in _phones(content):
        return Start(t("電話で聞く（%(phone)s）", phone=phone), f"tel:{phone.replace('-', '')}")
    return None


def _phones(content: ProgramContent | ProcedureContent) -> Iterator[str]:
    for channel in content.channels:
        if channel.phone:
            yield channel.phone
    for contact in content.contacts:
        if contact.phone:
            yield contact.phone


def _who(content: ProgramContent | ProcedureContent) -> Text | None:
    if isinstance(content, ProcedureContent):
        return content.who
    return content.target.persons or content.target.conditions


def _ages(content: ProgramContent | ProcedureContent) -> Words | None:
    if isinstance(content, ProcedureContent) or not content.target.ages:
        return None
    return Words("、".join(str(age_words(band)) for band in content.target.ages))


def age_words(band: AgeBand) -> Words:
    """Return an age band in words."""
    first, until = band.from_, band.until
    if first is not None and until is not None:
        return t("%(first)sから%(until)sになる前まで", first=_age(first), until=_age(until))
    if until is not None:
        return t("%(until)sになる前まで", until=_age(until))
    return t("%(first)sから", first=_age(first or 0))


def _age(months: int) -> Words:
    years, rest = divmod(months, 12)
    if rest == 0:
        return t("%(years)s歳", years=years)
    if years == 0:
        return t("%(months)sか月", months=rest)
    return t("%(years)s歳%(months)sか月", years=years, months=rest)


def _takes(content: ProgramContent | ProcedureContent) -> Iterator[Words | Text]:
    if isinstance(content, ProcedureContent) and content.minutes is not None:
        yield t("書くのに%(minutes)s分くらい", minutes=content.minutes)
    seen = set()
    for channel in content.channels:
        if channel.processing and channel.processing.text not in seen:
            seen.add(channel.processing.text)
            yield t("決まるまで%(period)s", period=channel.processing.text)


def _digital_state(content: ProgramContent | ProcedureContent) -> str:
    if content.digital.state == "unknown" and any(channel.kind == "online" for channel in content.channels):
        return "partly"
    return content.digital.state
