"""What a notice says, in the language of its reader: from the wording it was sent in, whose signature is checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from todoke.apps.belief.wordings import UnsignedWordingError, find_published
from todoke.apps.notices.models import Broadcast, Notice
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.telling.codes import shown
from todoke.telling.wording.plain import PlainError
from todoke.telling.wording.rendering import render
from todoke.telling.wording.texts import Language5, Wording
from todoke.ui.ruby import plain


@dataclass(frozen=True, slots=True)
class Said:
    """Title and text of a notice; easy Japanese keeps its markup of readings."""

    title: str
    text: str
    is_sure: bool = True
    """False: the wording could not be checked, and nothing of it is shown."""


def said_of(
    wording: str, version: int, values: Mapping[str, str], *, office: str, code: str, language: Language5
) -> Said:
    """Return what a notice says; where its wording cannot be checked, nothing."""
    try:
        rendered = render(
            _wording(wording, version), None, language, {**values, "office": office, "code": code}
        )
    except (UnsignedWordingError, PlainError):
        return Said("", "", is_sure=False)
    return Said(rendered.subject, rendered.body)


def said_in_notice(notice: Notice, language: Language5) -> Said:
    """Return what a notice of the inbox says; the program is named in the language of the reader."""
    values = dict(notice.values or {})
    loaded = rulebook().content.programs.get(notice.program_id)
    if loaded is not None and "program" in values:
        name = loaded.program.name
        values["program"] = plain(name.in_language("en" if language in ("en", "zh", "ko") else "ja"))
    return said_of(
        notice.wording,
        notice.wording_version,
        values,
        office=notice.municipality.name,
        code=notice.code or "",
        language=language,
    )


def said_in_broadcast(broadcast: Broadcast, language: Language5) -> Said:
    """Return what a broadcast says."""
    return said_of(
        broadcast.wording,
        broadcast.wording_version,
        broadcast.values,
        office=broadcast.office_name,
        code=broadcast.code,
        language=language,
    )


def shown_code(code: str) -> str:
    """Return a code as it is printed, or nothing where there is none."""
    return shown(code) if code else ""


def forget_wordings() -> None:
    """Read wordings again, as in tests."""
    _wording.cache_clear()


@lru_cache(maxsize=256)
def _wording(key: str, version: int) -> Wording:
    # What was signed as a version is never changed, so that it is checked once per process.
    return find_published(key, version=version).wording
