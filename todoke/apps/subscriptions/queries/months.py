"""The next months of a subscription (これから数か月の制度): what begins, what ends, each with its why and its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from todoke.apps.subscriptions.programs import rulings_now, tellable
from todoke.rules.content import Content
from todoke.rules.texts import Language, Text
from todoke.rules.wording.figures import day_text
from todoke.telling.ahead import Spell, spells_ahead

MOST_MONTHS = 12
When: TypeAlias = Literal["open", "begins", "ends"]
_SITE = {"ja": "ja", "easy": "ja-easy", "en": "en"}
_ORDER: tuple[When, ...] = ("ends", "begins", "open")

_OPEN = Text(ja="もう使えます", easy="もう {使|つか}えます", en="Open now")
_MAY_BE_OPEN = Text(
    ja="もう使えるかもしれません(生まれた日で決まります)",
    easy="もう {使|つか}えるかもしれません。{生|う}まれた {日|ひ}で {決|き}まります",
    en="May be open now, depending on the day of birth",
)
_BEGINS = Text(ja="{0}に始まります", easy="{0}に {{始|はじ}}まります", en="Begins on {0}")
_MAY_BEGIN = Text(
    ja="早ければ{0}、おそくとも{1}に始まります(生まれた日で決まります)",
    easy="{{早|はや}}いときは {0}に {{始|はじ}}まります。{{生|う}}まれた {{日|ひ}}で ちがいます。おそいときは {1}です",
    en="May begin on {0}; depending on the day of birth, as late as {1}",
)
_MAY_BEGIN_LATER = Text(
    ja="早ければ{0}に始まります(始まる日は、生まれた日で決まります)",
    easy="{{早|はや}}いときは {0}に {{始|はじ}}まります。{{生|う}}まれた {{日|ひ}}で {{決|き}}まります",
    en="May begin on {0}; the day depends on the day of birth",
)
_ENDS = Text(ja="{0}に終わります", easy="{0}で {{終|お}}わります", en="Ends on {0}")
_MAY_END = Text(
    ja="早ければ{0}、おそくとも{1}に終わります(生まれた日で決まります)",
    easy="{{早|はや}}いときは {0}で {{終|お}}わります。おそいときは {1}までです",
    en="May end on {0}; depending on the day of birth, as late as {1}",
)
_MAY_END_LATER = Text(
    ja="早ければ{0}に終わります(終わる日は、生まれた日で決まります)",
    easy="{{早|はや}}いときは {0}で {{終|お}}わります。{{生|う}}まれた {{日|ひ}}で {{決|き}}まります",
    en="May end on {0}; the day depends on the day of birth",
)
_ENDS_BY = Text(
    ja="おそくとも{1}に終わります(終わる日は、生まれた日で決まります)",
    easy="おそくても {1}で {{終|お}}わります。{{生|う}}まれた {{日|ひ}}で {{決|き}}まります",
    en="Ends on {1} at the latest; the day depends on the day of birth",
)
_WHY = Text(
    ja="お子さんの生まれた月と住んでいる区市町村から: {0}",
    easy="{{子|こ}}どもの {{生|う}}まれた {{月|つき}}と {{住|す}}んでいる {{町|まち}}から: {0}",
    en="From the child's month of birth and your municipality: {0}",
)


@dataclass(frozen=True, slots=True)
class ProgramAhead:
    """One program in one month."""

    program_id: str
    name: str
    summary: str
    when: When
    is_sure: bool
    """False: it depends on the day of birth, and is told as "may"."""
    words: str
    why: str
    begins: date | None
    begins_at_latest: date | None
    ends: date | None
    ends_at_latest: date | None
    deadline: date | None
    deadline_at_latest: date | None
    url: str


def months_ahead(
    *, municipality: str, born: tuple[date, date], on: date, months: int, language: Language
) -> list[tuple[str, list[ProgramAhead]]]:
    """Return this month and the ``months`` after it, each with its programs, the ones that end first.

    A program stands in the month it begins in (open ones in the first) and again in the month it ends in.
    Raises ValueError for a number of months out of range.
    """
    if not 1 <= months <= MOST_MONTHS:
        raise ValueError("the number of months is out of range")
    names = [_month(on, step) for step in range(months + 1)]
    last = _month(on, months + 1) - timedelta(days=1)
    book, rules = rulings_now(on=on)
    programs = tellable(rules, municipality)
    spells = spells_ahead(book, programs, municipality=municipality, born=born, first=on, last=last)
    found: dict[date, list[ProgramAhead]] = {name: [] for name in names}
    for spell in spells:
        begins: When = "open" if spell.is_open else "begins"
        found[spell.begins.replace(day=1)].append(_told(spell, begins, book.content, language))
        ends = spell.ends or spell.ends_at_latest
        if ends is not None and ends <= last:
            found[ends.replace(day=1)].append(_told(spell, "ends", book.content, language))
    return [
        (name.isoformat()[:7], sorted(some, key=lambda one: (_ORDER.index(one.when), _day(one))))
        for name, some in found.items()
    ]


def _told(spell: Spell, when: When, content: Content, language: Language) -> ProgramAhead:
    program = content.programs[spell.program_id].program
    is_sure, words = _words(spell, when, language)
    labels = _joined(spell.why, language)
    return ProgramAhead(
        program_id=program.id,
        name=program.name.in_language(language),
        summary=program.summary.in_language(language),
        when=when,
        is_sure=is_sure,
        words=words,
        why=_WHY.in_language(language).format(labels),
        begins=None if spell.is_open else spell.begins,
        begins_at_latest=spell.begins_surely,
        ends=spell.ends,
        ends_at_latest=spell.ends_at_latest,
        deadline=spell.apply_by,
        deadline_at_latest=spell.apply_by_at_latest,
        url=_page(program.id, language),
    )


def _words(spell: Spell, when: When, language: Language) -> tuple[bool, str]:
    """Return whether it is sure, and when in words."""
    if when == "open":
        is_sure = spell.begins_surely == spell.begins
        return is_sure, (_OPEN if is_sure else _MAY_BE_OPEN).in_language(language)
    if when == "begins":
        is_sure = not spell.may_begin
        text = _BEGINS if is_sure else (_MAY_BEGIN if spell.begins_surely else _MAY_BEGIN_LATER)
        first, second = spell.begins, spell.begins_surely or spell.begins
    else:
        is_sure = spell.ends is not None and spell.ends == spell.ends_at_latest
        text = _ENDS if is_sure else (_MAY_END if spell.ends and spell.ends_at_latest else _ENDS_BY)
        first = spell.ends or spell.begins
        second = spell.ends_at_latest or first
        if spell.ends is not None and spell.ends_at_latest is None:
            text, second = _MAY_END_LATER, first
    return is_sure, text.in_language(language).format(day_text(first, language), day_text(second, language))


def _joined(labels: Sequence[Text], language: Language) -> str:
    return ("; " if language == "en" else "、").join(label.in_language(language) for label in labels)


def _page(program_id: str, language: Language) -> str:
    with override(_SITE[language]):
        return f"{settings.SITE_URL}{reverse('portal:program', args=[program_id])}"


def _day(one: ProgramAhead) -> tuple[date, str]:
    day = one.ends or one.ends_at_latest if one.when == "ends" else one.begins
    return day or date.min, one.program_id


def _month(on: date, step: int) -> date:
    """Return the first day of a month so many months later.

    >>> _month(date(2026, 11, 22), 2)
    datetime.date(2027, 1, 1)
    """
    month = on.month - 1 + step
    return date(on.year + month // 12, month % 12 + 1, 1)
