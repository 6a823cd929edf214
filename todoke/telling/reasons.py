"""Why somebody got a notice (届いたわけ): made from the trace of the rule, never written by hand.

It says which items were used and since when that was agreed, which conditions turned, and the day it is about; never
a value of an item.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from todoke.nights.aligned.changes import Cause, Flip, Reason
from todoke.nights.compared.wording import conditions_of
from todoke.rules.content import Content
from todoke.rules.texts import Text
from todoke.telling.occasions import Occasion
from todoke.telling.wording.texts import Language5


@dataclass(frozen=True, slots=True)
class ItemUse:
    """An item that was used, and on what ground."""

    item: str
    label: Text
    agreed_on: date | None = None
    """None where a law and no consent is the ground."""
    taken_back_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReasonText:
    """A reason in parts that can be said in any language."""

    program: Text
    occasion: Occasion
    day: date | None
    """The day the notice is about: its deadline, beginning or end."""
    met: tuple[Text, ...]
    """Conditions that hold now and did not."""
    unmet: tuple[Text, ...]
    """Conditions that held and do not now."""
    cause: Cause | None
    presence: str
    items: tuple[ItemUse, ...]


def reason_of(
    content: Content,
    program_id: str,
    reason: Reason | None,
    items: Sequence[ItemUse],
    *,
    on: date,
    occasion: Occasion = Occasion.GAINED,
    municipality: str = "",
    day: date | None = None,
) -> ReasonText:
    """Return the reason of a notice in parts, as the rules stood on a day.

    Conditions nobody can name any more (the rule has changed since) are left out.
    """
    loaded = content.programs.get(program_id)
    known = conditions_of(content, program_id, municipality, on)
    flips: tuple[Flip, ...] = () if reason is None else reason.flips
    met = tuple(known[f.condition_id].label for f in flips if f.after == "T" and f.condition_id in known)
    unmet = tuple(known[f.condition_id].label for f in flips if f.before == "T" and f.condition_id in known)
    return ReasonText(
        program=Text(ja=program_id) if loaded is None else loaded.program.name,
        occasion=occasion,
        day=day,
        met=met,
        unmet=unmet,
        cause=None if reason is None else reason.cause,
        presence="" if reason is None else reason.presence,
        items=tuple(items),
    )


def reason_from(kept: Mapping[str, object]) -> Reason | None:
    """Return the trace of a reason as plans keep it: cause, flips, presence; None where there is none."""
    cause = kept.get("cause")
    flips = kept.get("flips")
    if cause not in list(Cause) or not isinstance(flips, list):
        return None
    presence = kept.get("presence")
    return Reason(
        Cause(str(cause)),
        tuple(Flip(str(one[0]), str(one[1]), str(one[2])) for one in flips),
        presence if presence in ("arrived", "left", "moved") else "",
    )


def say(reason: ReasonText, language: Language5) -> str:
    """Return a reason in a sentence or two; easy Japanese keeps its markup of readings."""
    words = _WORDS[language]
    parts = []
    if reason.items:
        items = words["and"].join(_item(use, language) for use in reason.items)
        parts.append(words["items"].format(items))
    parts.append(_found(reason, language))
    parts += [
        words["taken_back"].format(_name(use.label, language), _day(use.taken_back_on, language))
        for use in reason.items
        if use.taken_back_on is not None
    ]
    return words["gap"].join(parts)


def _found(reason: ReasonText, language: Language5) -> str:
    words = _WORDS[language]
    conditions = reason.unmet if reason.occasion is Occasion.LOST else reason.met
    named = words["and"].join(words["quoted"].format(_name(one, language)) for one in conditions)
    program = words["quoted"].format(_name(reason.program, language))
    key = reason.occasion.value
    if reason.day is not None and key in ("deadline", "begins", "ends"):
        return words[key].format(program, _day(reason.day, language))
    if key in ("registry", "paid"):
        return words[key].format(program)
    if reason.presence == "arrived":
        return words["arrived"].format(program)
    if conditions:
        return words["unmet" if reason.occasion is Occasion.LOST else "met"].format(program, named)
    if reason.cause is Cause.RULE:
        return words["rule"].format(program)
    if reason.cause is Cause.CALENDAR:
        return words["calendar"].format(program)
    return words["other"].format(program)


def _item(use: ItemUse, language: Language5) -> str:
    words = _WORDS[language]
    ground = (
        words["by_law"].format()
        if use.agreed_on is None
        else words["agreed"].format(_day(use.agreed_on, language))
    )
    return _name(use.label, language) + ground


def _name(text: Text, language: Language5) -> str:
    """Return a name in a language; Chinese and Korean, in which rules are not written, show the English one."""
    return text.in_language(language if language in ("ja", "easy", "en") else "en")


def _day(day: date | None, language: Language5) -> str:
    return "" if day is None else _WORDS[language]["day"].format(day, _MONTHS[day.month - 1])


_MONTHS = "January February March April May June July August September October November December".split()
_WORDS: Mapping[Language5, Mapping[str, str]] = {
    "ja": {
        "items": "使ったもの: {}。",
        "and": "、",
        "gap": "",
        "quoted": "「{}」",
        "agreed": "({}に同意)",
        "by_law": "(法律にもとづく)",
        "day": "{0.year}年{0.month}月{0.day}日",
        "deadline": "{}の期限が{}と分かったためです。",
        "begins": "{}が{}から始まると分かったためです。",
        "ends": "{}が{}に終わると分かったためです。",
        "arrived": "この区市町村の住民になり、{}の対象と分かったためです。",
        "met": "{1}に当てはまり、{0}の対象と分かったためです。",
        "unmet": "{1}に当てはまらなくなり、{0}の対象ではなくなったためです。",
        "rule": "{}の決まりが変わったためです。",
        "calendar": "日がたって、{}のようすが変わったためです。",
        "registry": "{}の受付の日が登録されたためです。",
        "paid": "{}は、申請がなくても支給すると決まっていて、その対象と分かったためです。",
        "other": "{}のようすが変わったためです。",
        "taken_back": "「{}」の同意は{}に取り消されました。",
    },
    "easy": {
        "items": "{{使|つか}}ったもの: {}。",
        "and": "、",
        "gap": "",
        "quoted": "「{}」",
        "agreed": "({}に {{同意|どうい}})",
        "by_law": "({{法律|ほうりつ}}で {{決|き}}まっている)",
        "day": "{0.year}{{年|ねん}}{0.month}{{月|がつ}}{0.day}{{日|にち}}",
        "deadline": "{}は {}までだと {{分|わ}}かったからです。",
        "begins": "{}が {}から {{始|はじ}}まると {{分|わ}}かったからです。",
        "ends": "{}が {}に {{終|お}}わると {{分|わ}}かったからです。",
        "arrived": "この {{町|まち}}に {{住|す}}むことになり、{}を {{受|う}}けられると {{分|わ}}かったからです。",
        "met": "{1}に {{当|あ}}てはまり、{0}を {{受|う}}けられると {{分|わ}}かったからです。",
        "unmet": "{1}に {{当|あ}}てはまらなくなり、{0}を {{受|う}}けられなく なったからです。",
        "rule": "{}の {{決|き}}まりが {{変|か}}わったからです。",
        "calendar": "{{日|ひ}}が たって、{}のことが {{変|か}}わったからです。",
        "registry": "{}の {{受付|うけつけ}}の {{日|ひ}}が {{決|き}}まったからです。",
        "paid": "{}は {{申|もう}}し{{込|こ}}まなくても もらえます。あなたが もらえると {{分|わ}}かったからです。",
        "other": "{}のことが {{変|か}}わったからです。",
        "taken_back": "「{}」の {{同意|どうい}}は、{}に {{取|と}}り{{消|け}}されました。",
    },
    "en": {
        "items": "What was used: {}.",
        "and": ", ",
        "gap": " ",
        "quoted": "“{}”",
        "agreed": " (agreed on {})",
        "by_law": " (by law)",
        "day": "{0.day} {1} {0.year}",
        "deadline": "We found that the deadline of {} is {}.",
        "begins": "We found that {} begins on {}.",
        "ends": "We found that {} ends on {}.",
        "arrived": "You became a resident here and {} is open to you.",
        "met": "You now meet {1}, so that {0} is open to you.",
        "unmet": "You no longer meet {1}, so that {0} is not open to you any more.",
        "rule": "The rules of {} changed.",
        "calendar": "With the passing of time something changed about {}.",
        "registry": "The office has entered days for applying for {}.",
        "paid": "{} is paid without an application, and we found that it is due.",
        "other": "Something changed about {}.",
        "taken_back": "The consent to “{}” was taken back on {}.",
    },
    "zh": {
        "items": "使用的信息: {}。",
        "and": "、",
        "gap": "",
        "quoted": "“{}”",
        "agreed": "({}同意)",
        "by_law": "(依据法律)",
        "day": "{0.year}年{0.month}月{0.day}日",
        "deadline": "因为确认{}的期限是{}。",
        "begins": "因为确认{}从{}开始。",
        "ends": "因为确认{}到{}结束。",
        "arrived": "因为您成为本地居民，确认您是{}的对象。",
        "met": "因为您符合{1}，确认您是{0}的对象。",
        "unmet": "因为您不再符合{1}，已不是{0}的对象。",
        "rule": "因为{}的规定有变化。",
        "calendar": "因为随着时间的推移，{}的情况有变化。",
        "registry": "因为{}的申请受理日期已登记。",
        "paid": "{}无需申请即可发放，我们确认您是发放对象。",
        "other": "因为{}的情况有变化。",
        "taken_back": "对“{}”的同意已于{}撤回。",
    },
    "ko": {
        "items": "사용한 정보: {}.",
        "and": ", ",
        "gap": " ",
        "quoted": "「{}」",
        "agreed": "({}에 동의)",
        "by_law": "(법률에 따름)",
        "day": "{0.year}년 {0.month}월 {0.day}일",
        "deadline": "{}의 기한이 {}인 것으로 확인되었기 때문입니다.",
        "begins": "{}이(가) {}부터 시작되는 것으로 확인되었기 때문입니다.",
        "ends": "{}이(가) {}에 끝나는 것으로 확인되었기 때문입니다.",
        "arrived": "이 지역 주민이 되어 {}의 대상인 것으로 확인되었기 때문입니다.",
        "met": "{1}에 해당되어 {0}의 대상인 것으로 확인되었기 때문입니다.",
        "unmet": "{1}에 해당되지 않게 되어 {0}의 대상이 아니게 되었기 때문입니다.",
        "rule": "{}의 규정이 바뀌었기 때문입니다.",
        "calendar": "시간이 지나 {}의 상황이 바뀌었기 때문입니다.",
        "registry": "{} 접수 날짜가 등록되었기 때문입니다.",
        "paid": "{}은(는) 신청하지 않아도 지급되며, 지급 대상으로 확인되었기 때문입니다.",
        "other": "{}의 상황이 바뀌었기 때문입니다.",
        "taken_back": "「{}」에 대한 동의는 {}에 철회되었습니다.",
    },
}
