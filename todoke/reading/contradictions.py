"""Where the stated ages of a record contradict its name or its text, told to the owner in plain Japanese (食い違い).

Found in real records: 3~4か月児健診 stated as 36 to 71 months (月と年の取り違え), 0か月未満, a lower end above the
upper, 以下 for 未満. A school year is compared by all the months it can span.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from todoke.reading.proposals import Kind, Proposal, Reading
from todoke.reading.reader import read
from todoke.reading.values import Ages, Axis, Band
from todoke.records.parts import AgeBand
from todoke.rules.citations import Standing


class Clash(StrEnum):
    """In what way a stated age is wrong, or likely wrong."""

    EMPTY = "empty"
    MONTHS_FOR_YEARS = "months_for_years"
    YEARS_FOR_MONTHS = "years_for_months"
    APART = "apart"
    BOUNDARY = "boundary"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A stated age beside the words it contradicts; ``proposed`` is what the words say, where they say it exactly."""

    clash: Clash
    message: str
    stated: AgeBand
    stated_words: str
    field: str | None = None
    quote: str | None = None
    proposed: AgeBand | None = None


@dataclass(frozen=True, slots=True)
class _Told:
    """What a text says: the months it can span, and whether they are exact."""

    from_: int
    until: int | None
    exact: bool
    proposal: Proposal


_FIELDS: Final = ("name", "targetPersons", "conditions")
_FIELD_NAMES: Final = {"name": "名前", "targetPersons": "対象者の文", "conditions": "条件の文"}
_BABY: Final = 36


def contradictions(stated: Sequence[AgeBand], fields: Mapping[str, str]) -> list[Contradiction]:
    """Return what is wrong with the stated ages, worst first.

    >>> band = AgeBand.model_validate({"from": 36, "until": 72})
    >>> [found] = contradictions([band], {"name": "3〜4か月児健康診査"})
    >>> found.message
    '名前の「3〜4か月」は3か月以上5か月未満ですが、登録された年齢は3歳以上6歳未満です。月と年を取り違えていませんか。'
    """
    told = list(_told(read({name: fields[name] for name in _FIELDS if fields.get(name)})))
    found: list[Contradiction] = []
    for band in stated:
        empty = _empty(band)
        if empty is not None:
            found.append(empty)
        elif told:
            clash = _against(band, told, alone=len(stated) == 1)
            if clash is not None:
                found.append(clash)
    order = list(Clash)
    return sorted(found, key=lambda one: order.index(one.clash))


def month_bands(reading: Reading) -> tuple[AgeBand, ...]:
    """Return the ages of a reading that are told in months or years exactly, as *inferred* bands of a record.

    >>> [(band.from_, band.until) for band in month_bands(read({"conditions": "1歳以上3歳未満"}))]
    [(12, 36)]
    """
    return tuple(
        _band(one.from_ or None, one.until, one.proposal.quote) for one in _told(reading) if one.exact
    )


def _told(reading: Reading) -> Iterator[_Told]:
    for proposal in reading.of_kind(Kind.AGE):
        if proposal.exclusion or not isinstance(proposal.value, Ages):
            continue
        spans = [_span(band) for band in proposal.value.bands]
        lowest = max(span[0] for span in spans)
        ends = [span[1] for span in spans if span[1] is not None]
        exact = all(band.axis is Axis.MONTHS for band in proposal.value.bands)
        yield _Told(lowest, min(ends) if ends else None, exact, proposal)


def _span(band: Band) -> tuple[int, int | None]:
    """Return the months a band can span: a school year reaches up to twelve months further."""
    if band.axis is Axis.MONTHS:
        return band.from_ or 0, band.until
    if band.axis is Axis.SCHOOL_YEARS:
        return 12 * (band.from_ or 0), None if band.until is None else 12 * band.until + 12
    return (band.from_ or 0) // 31, None if band.until is None else band.until // 28 + 1


def _empty(band: AgeBand) -> Contradiction | None:
    words = describe(band.from_, band.until)
    if band.until == 0:
        return Contradiction(
            Clash.EMPTY,
            "登録された年齢の上限が0か月未満で、だれも当てはまりません。上限を直してください。",
            band,
            words,
        )
    if band.from_ is not None and band.until is not None and band.from_ >= band.until:
        message = f"登録された年齢の下限が上限以上です({words})。どちらかを直してください。"
        return Contradiction(Clash.EMPTY, message, band, words)
    return None


def _against(band: AgeBand, told: list[_Told], *, alone: bool) -> Contradiction | None:
    if all(_apart(band, one) for one in told):
        one = told[0]
        low, high = one.from_, one.until
        if one.exact and high is not None and high <= _BABY and band.from_ and band.from_ == 12 * low:
            return _clash(Clash.MONTHS_FOR_YEARS, band, one, "月と年を取り違えていませんか。")
        if one.exact and low and band.from_ is not None and 12 * band.from_ == low:
            return _clash(Clash.YEARS_FOR_MONTHS, band, one, "年と月を取り違えていませんか。")
        return _clash(Clash.APART, band, one, "重なる年齢がありません。どちらが正しいか確かめてください。")
    exact = [one for one in told if one.exact and not one.proposal.note]
    if not alone or len({(one.from_, one.until) for one in told}) != 1 or not exact:
        return None
    one = exact[0]
    if one.until is not None and band.until is not None and band.until != one.until:
        step = 12 if one.until % 12 == 0 and band.until % 12 == 0 else 1
        if abs(band.until - one.until) == step and (band.from_ or 0) == one.from_:
            return _clash(Clash.BOUNDARY, band, one, "「未満」と「以下」を取り違えていませんか。")
    if (band.from_ or 0) != one.from_ or band.until != one.until:
        return _clash(Clash.DIFFERS, band, one, "どちらが正しいか確かめてください。")
    return None


def _apart(band: AgeBand, one: _Told) -> bool:
    low = band.from_ or 0
    return (one.until is not None and one.until <= low) or (
        band.until is not None and band.until <= one.from_
    )


def _clash(clash: Clash, band: AgeBand, one: _Told, advice: str) -> Contradiction:
    proposal = one.proposal
    words = describe(band.from_, band.until)
    said = f"は{describe(one.from_ or None, one.until)}" if one.exact else "と合いません"
    where = f"{_FIELD_NAMES[proposal.field]}の「{proposal.quote}」"
    if one.exact:
        message = f"{where}{said}ですが、登録された年齢は{words}です。{advice}"
    else:
        message = f"登録された年齢({words})が、{where}{said}。{advice}"
    proposed = _band(one.from_ or None, one.until, proposal.quote) if one.exact else None
    return Contradiction(clash, message, band, words, proposal.field, proposal.quote, proposed)


def _band(from_: int | None, until: int | None, quote: str) -> AgeBand:
    return AgeBand.model_validate(
        {"from": from_, "until": until, "standing": Standing.INFERRED, "quote": quote}
    )


def describe(from_: int | None, until: int | None) -> str:
    """Return a band of months in Japanese.

    >>> describe(2, 90), describe(None, 36), describe(780, None)
    ('2か月以上7歳6か月未満', '3歳未満', '65歳以上')
    """
    parts = []
    if from_ is not None:
        parts.append(f"{_age(from_)}以上")
    if until is not None:
        parts.append(f"{_age(until)}未満")
    return "".join(parts) or "すべての年齢"


def _age(months: int) -> str:
    years, rest = divmod(months, 12)
    if not years:
        return f"{rest}か月"
    return f"{years}歳{f'{rest}か月' if rest else ''}"
