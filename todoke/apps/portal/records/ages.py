"""Ages of a program in words."""

from __future__ import annotations

from todoke.records.content import Content, ProcedureContent
from todoke.records.parts import AgeBand
from todoke.ui.words import Words, t


def ages_of(content: Content) -> Words | None:
    """Return the ages a program is for, None where it names none."""
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
