"""Names of the registry's codes, in the language of the page."""

from __future__ import annotations

from todoke.apps.portal.municipalities import name_of, reference
from todoke.records.parts import ChannelKind
from todoke.records.periods import Always, DateRange, Period, Rolling, Unreadable, UntilBudgetEnds, Yearly
from todoke.rules.citations import Standing
from todoke.ui.formats import day
from todoke.ui.languages import JAPANESE, current_language
from todoke.ui.words import Words, t


def kind_label(kind: str) -> Words:
    """Return what a record is: something to receive, or something to file."""
    return t("制度") if kind == "program" else t("手続")


def kind_name(kind: str) -> Words:
    """Return a kind as a value of the search's facet."""
    return t("受けられる制度") if kind == "program" else t("する手続")


def level_label(level: str) -> Words:
    """Return whose it is."""
    return {
        "nation": t("国の制度"),
        "metropolis": t("東京都"),
        "municipality": t("区市町村"),
    }.get(level, t("団体"))


def channel_label(kind: ChannelKind) -> Words:
    """Return a way to apply."""
    return {
        "online": t("オンライン"),
        "counter": t("窓口"),
        "post": t("郵送"),
        "phone": t("電話"),
        "fax": t("ファクス"),
        "email": t("メール"),
        "employer": t("勤め先を通して"),
        "school": t("学校や園を通して"),
        "hospital": t("病院を通して"),
        "automatic": t("申し込みはいりません"),
        "event": t("会場で"),
    }[kind]


def digital_label(state: str) -> Words:
    """Return how far a procedure can be done online."""
    return {
        "done": t("オンラインでできます"),
        "partly": t("一部はオンラインでできます"),
        "not_yet": t("オンラインではまだできません"),
        "exempt": t("オンラインの対象ではありません"),
        "other": t("オンラインでできるかは場合によります"),
    }.get(state, t("オンラインでできるかは確認中です"))


def reason_label(reason: str) -> Words:
    """Return why a procedure cannot be done online."""
    return {
        "law": t("法令の見直しが必要"),
        "discretion": t("役所の判断で進められる"),
        "cost": t("費用がかかるため"),
        "original": t("原本が必要なため"),
        "face_to_face": t("対面で確かめる必要があるため"),
        "volume": t("件数が少ないため"),
        "planned": t("準備中"),
        "other": t("そのほかの理由"),
    }[reason]


def period_words(period: Period) -> Words | None:
    """Return a period in words: in Japanese the office's own where it has them.

    In other languages only what surely means the same is said; ``office_words`` stand beside it.
    """
    if period.text and current_language() == JAPANESE:
        return Words(period.text)
    if period.text and not _is_plain(period):
        return None
    match period:
        case Always():
            return t("いつでも")
        case DateRange(from_=first, to=last):
            return _range_words(day(first) if first else None, day(last) if last else None)
        case Rolling(days=days) if days is not None:
            return t("%(days)s日以内", days=days)
        case Rolling(months=months) if months is not None:
            return t("%(months)sか月以内", months=months)
        case Rolling(years=years):
            return t("%(years)s年以内", years=years)
        case Yearly(from_=first_day, to=last_day):
            return t("毎年%(first)sから%(last)sまで", first=_month_day(first_day), last=_month_day(last_day))
        case UntilBudgetEnds():
            return t("予算がなくなるまで")
        case Unreadable():
            return t("公式のページで確かめてください")


def office_words(period: Period) -> str | None:
    """Return the office's own words for a period where the page is not in their language, unless they say no more.

    An office writes Japanese; whoever reads another language can show the words at the counter.
    """
    if current_language() == JAPANESE or period.text in (None, "いつでも"):
        return None
    return period.text


def _is_plain(period: Period) -> bool:
    """Tell whether the values of a period say the same as its words."""
    text = period.text or ""
    if isinstance(period, Always):
        return text.startswith("いつでも")
    return period.standing is Standing.STATED and isinstance(period, DateRange | Rolling)


def _range_words(first: Words | None, last: Words | None) -> Words:
    if first is None and last is None:
        return t("公式のページで確かめてください")
    if last is None:
        return t("%(first)sから", first=first)
    if first is None:
        return t("%(last)sまで", last=last)
    return t("%(first)sから%(last)sまで", first=first, last=last)


def _month_day(text: str) -> Words:
    month, number = (int(part) for part in text.split("-"))
    return t("%(month)s月%(day)s日", month=month, day=number)


def scope_label(scope: str) -> Words:
    """Return the name of a scope: a level of government, or a municipality's code."""
    if scope in ("nation", "metropolis", "municipality"):
        return {
            "nation": t("国の手続"),
            "metropolis": t("東京都の手続"),
            "municipality": t("区市町村の手続"),
        }[scope]
    return name_of(reference().get_by_code(scope))
