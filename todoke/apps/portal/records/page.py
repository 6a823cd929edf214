"""What the page of one record shows, in the order in which people ask: who, until when, how long, what to bring."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from todoke.apps.portal.records.ages import ages_of
from todoke.apps.portal.records.bringing import Bring, bring
from todoke.apps.portal.records.starting import Start, start_of
from todoke.apps.portal.records.words import (
    channel_label,
    digital_label,
    office_words,
    period_words,
    reason_label,
)
from todoke.apps.registry.domain.addresses import addresses
from todoke.apps.registry.models import Record, Version
from todoke.formats import markup
from todoke.records.content import Content, ProcedureContent, ProgramContent
from todoke.records.parts import Channel, Contact, Document, Link
from todoke.records.periods import Period, open_on
from todoke.rules.citations import Citation
from todoke.rules.texts import Text
from todoke.ui.words import Words, t

_SURVEY = "procedures-survey"
_LONGEST_WHO = 90


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """A period in words, and whether it is open today (None: not known).

    ``original`` are the office's own words, where the page is not in their language.
    """

    words: Words | None
    original: str | None
    is_open: bool | None


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """A way to apply with its name and how long it takes."""

    label: Words
    channel: Channel

    @property
    def is_told(self) -> bool:
        """Tell whether anything is said of it beyond its name."""
        one = self.channel
        return any((one.name, one.url, one.address, one.phone, one.hours, one.note))


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A record as its page shows it."""

    record: Record
    version: Version
    content: Content
    start: Start | None
    who: Text | None
    who_whole: Text | None
    """Who, word for word, where the first screen has only its beginning."""
    ages: Words | None
    periods: tuple[PeriodLine, ...]
    takes: tuple[Words, ...]
    bring: Bring
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
    is_completed: bool = False
    """Whether something was taken from what holds in all Tokyo."""
    stale_since: date | None = None
    """Since when the record should have been looked at again."""

    @property
    def is_surveyed(self) -> bool:
        """Tell whether only the national survey of procedures (棚卸調査) tells this: laws, not counters."""
        return self.version.channel == _SURVEY

    @property
    def conditions(self) -> Text | None:
        """The conditions, where they are not what already stands under who it is for."""
        if isinstance(self.content, ProcedureContent):
            return None
        told = self.content.target.conditions
        return told if told not in (self.who, self.who_whole) else None

    @property
    def gets(self) -> Text | None:
        """What one gets, where the office's words are short enough for the first screen and hold no table."""
        if isinstance(self.content, ProcedureContent):
            return None
        text = self.content.support.text
        return text if text is not None and "|" not in text.ja and len(text.ja) <= _LONGEST_WHO else None

    @property
    def gets_below(self) -> bool:
        """Tell whether what one gets stands below only."""
        if isinstance(self.content, ProcedureContent) or self.gets is not None:
            return False
        return any((self.content.support.text, self.content.support.money, self.content.support.goods))

    @property
    def gets_at_length(self) -> str | None:
        """What one gets, word for word, where neither the first screen nor money and help in kind tell it."""
        if isinstance(self.content, ProcedureContent) or self.gets is not None:
            return None
        support = self.content.support
        return support.text.ja if support.text and not (support.money or support.goods) else None

    @property
    def has_details(self) -> bool:
        """Tell whether anything is left to say below."""
        one = self.content
        told: list[object] = [self.who_whole, self.conditions, one.description, one.remarks]
        if isinstance(one, ProgramContent):
            told += [self.gets_at_length, one.usage, one.support.money, one.support.goods]
        return any(told)


def page_of(
    record: Record,
    version: Version,
    *,
    on: date,
    dead: frozenset[str] = frozenset(),
    procedures: tuple[Record, ...] = (),
    programs: tuple[Record, ...] = (),
    general: Content | None = None,
) -> RecordPage:
    """Put a version of a record in the order of its page. ``dead`` links are never the button.

    What a municipality's own record leaves out is taken from ``general``, what holds in all Tokyo.
    """
    content = version.content
    who = _who(content) or (_who(general) if general else None)
    periods = _periods(content) or (_periods(general) if general else ())
    documents = content.documents or (general.documents if general else ())
    return RecordPage(
        record=record,
        version=version,
        content=content,
        start=start_of(content, dead, procedures),
        who=_beginning(who) if who else None,
        who_whole=who if who and _beginning(who) != who else None,
        ages=ages_of(content),
        periods=tuple(
            PeriodLine(period_words(period), office_words(period), open_on(period, on)) for period in periods
        ),
        takes=tuple(_takes(content)),
        bring=bring(documents),
        documents=documents,
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
        is_completed=(
            (who is not None and _who(content) is None)
            or (bool(periods) and not _periods(content))
            or (bool(documents) and not content.documents)
        ),
        stale_since=content.review_on if content.review_on is not None and content.review_on < on else None,
    )


def addresses_of(version: Version) -> set[str]:
    """Return every address the page may link to, those glued into official text and of the sources included."""
    content = version.content
    texts = [content.description.ja] if content.description else []
    if isinstance(content, ProgramContent):
        support = content.support
        told = (support.text.ja if support.text else None, support.money, support.goods)
        texts += [text for text in told if text]
    glued = {piece.url for text in texts for piece in markup.links(text) if piece.url}
    cited = {str(source["url"]) for source in version.sources if source.get("url")}
    return {named.url for named in addresses(content)} | glued | cited


def _who(content: Content) -> Text | None:
    if isinstance(content, ProcedureContent):
        return content.who
    return content.target.persons or content.target.conditions


def _periods(content: Content) -> tuple[Period, ...]:
    """Return when one may apply; of a program also when it is offered."""
    return tuple(
        period
        for period in content.periods
        if period.purpose == "apply" or isinstance(content, ProgramContent)
    )


def _beginning(who: Text) -> Text:
    """Return the first sentences, as many as the first screen holds; a sentence is never cut."""
    if len(who.ja) <= _LONGEST_WHO:
        return who
    sentences = re.split(r"(?<=。)|\n", who.ja)
    shown = sentences[0].strip()
    for sentence in sentences[1:]:
        if len(shown) + len(sentence) > _LONGEST_WHO:
            break
        shown += sentence.strip()
    return Text(ja=shown) if len(shown) < len(who.ja.strip()) else who


def _takes(content: Content) -> Iterator[Words]:
    if isinstance(content, ProcedureContent) and content.minutes is not None:
        yield t("書くのに%(minutes)s分くらい", minutes=content.minutes)
    seen = set()
    for channel in content.channels:
        if channel.processing and channel.processing.text not in seen:
            seen.add(channel.processing.text)
            yield t("決まるまで%(period)s", period=channel.processing.text)


def _digital_state(content: Content) -> str:
    if content.digital.state == "unknown" and any(channel.kind == "online" for channel in content.channels):
        return "partly"
    return content.digital.state
