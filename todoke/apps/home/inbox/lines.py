"""Lines of the inbox (受信箱の行): what a list of notices shows of each, in the language of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from todoke.apps.notices.models import Notice
from todoke.apps.notices.queries.inbox import Heard
from todoke.apps.notices.saying import Said, said_in_broadcast, said_in_notice
from todoke.telling.wording.texts import Language5
from todoke.ui import languages
from todoke.ui.words import Words, t

_LANGUAGES: dict[str, Language5] = {"ja": "ja", "ja-easy": "easy", "en": "en"}


@dataclass(frozen=True, slots=True)
class Line:
    """One notice in a list."""

    url: str
    title: Words
    office: str
    at: datetime
    deadline: date | None = None
    is_read: bool = False
    is_withdrawn: bool = False
    is_disaster: bool = False


def lines_of(notices: Sequence[Notice]) -> list[Line]:
    """Return the lines of notices."""
    language = language_of_page()
    return [
        Line(
            url=reverse("home:notice", kwargs={"row": one.row}),
            title=title_of(said_in_notice(one, language)),
            office=one.municipality.name,
            at=one.created_at,
            deadline=None if one.is_withdrawn else one.deadline,
            is_read=one.read_at is not None,
            is_withdrawn=one.is_withdrawn,
        )
        for one in notices
    ]


def lines_to_all(heard: Sequence[Heard]) -> list[Line]:
    """Return the lines of broadcasts."""
    language = language_of_page()
    return [
        Line(
            url=reverse("home:notice_to_all", kwargs={"row": one.broadcast.row}),
            title=title_of(said_in_broadcast(one.broadcast, language)),
            office=one.broadcast.office_name,
            at=one.broadcast.begins_at,
            is_read=one.is_read,
            is_disaster=one.broadcast.disaster,
        )
        for one in heard
    ]


def title_of(said: Said) -> Words:
    """Return a title; of a wording that could not be checked nothing is shown."""
    return Words(said.title) if said.is_sure else t("内容を確かめられないお知らせ")


def language_of_page() -> Language5:
    """Return the language in which notices are said on this page."""
    return _LANGUAGES.get(languages.current_language().code, "ja")
