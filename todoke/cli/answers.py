"""The answer of a check as a person reads it on a terminal (判定結果の表示)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from todoke.api.wire import CheckResult, Language, ResultOut, SubjectOut, TotalOut, TotalsOut
from todoke.cli.columns import plain, rows, width, wrapped
from todoke.cli.words import GROUPS, WORDS
from todoke.rules.wording.figures import day_text, span

_MOST_NEEDS = 5
_DETAILED = ("eligible", "undetermined")


@dataclass(frozen=True, slots=True)
class Painter:
    """Marks a heading bold, where the output is a terminal that can show it."""

    bold: bool

    def heading(self, text: str) -> str:
        """Return a heading."""
        return f"\033[1m{text}\033[0m" if self.bold else text


def shown(result: CheckResult, *, trace: bool, columns: int, painter: Painter) -> Iterator[str]:
    """Yield the lines of an answer: totals first, then what can be received, is open, and is not for them."""
    language = result["language"]
    yield _say("on", language, day_text(date.fromisoformat(result["on"]), language))
    yield ""
    yield from _totals(result, language, columns, painter)
    for outcome, heading in GROUPS.items():
        group = [one for one in result["results"] if one["outcome"] == outcome]
        if not group and outcome not in _DETAILED:
            continue
        yield painter.heading(f"■ {plain(heading.in_language(language))} ({len(group)})")
        if not group:
            yield f"  {_say('nothing', language)}"
        elif outcome in _DETAILED or trace:
            for one in group:
                yield from _detailed(one, language, columns, trace=trace)
        else:
            yield from _listed(group, columns)
        yield ""
    yield _say("caution", language)


def _say(word: str, language: Language, *parts: str) -> str:
    return plain(WORDS[word].in_language(language).format(*parts))


def _totals(result: CheckResult, language: Language, columns: int, painter: Painter) -> Iterator[str]:
    yield painter.heading(f"■ {_say('total', language)}")
    yield from rows(_cash(result["totals"]["sure"], language), indent="  ")
    if result["totals"]["possible"]["cash"] != result["totals"]["sure"]["cash"]:
        yield f"  {_say('possible', language)}:"
        yield from rows(_cash(result["totals"]["possible"], language), indent="    ")
    sure = result["totals"]["sure"]
    for word, total in (("kind_reduction", sure["reduction"]), ("kind_loan", sure["loan"])):
        if total["year"]["high"] != 0 or total["once"]["high"] != 0:
            yield f"  {_say(word, language)}:"
            yield from rows(_periods(total, language), indent="    ")
    names = [plain(one["name"]) for one in result["results"] if one["program"] in sure["without_figure"]]
    if names:
        yield from wrapped(
            "、".join(names), columns, indent="    ", first=f"  {_say('not_added', language)}: "
        )
    yield ""


def _cash(totals: TotalsOut, language: Language) -> list[list[str]]:
    return _periods(totals["cash"], language)


def _periods(total: TotalOut, language: Language) -> list[list[str]]:
    return [
        [_say("month", language), _range(total["month"]["low"], total["month"]["high"], language)],
        [_say("year", language), _range(total["year"]["low"], total["year"]["high"], language)],
        [_say("once", language), _range(total["once"]["low"], total["once"]["high"], language)],
    ]


def _range(low: int, high: int | None, language: Language) -> str:
    return plain(span(low, high, "benefit", language))


def _listed(group: Iterable[ResultOut], columns: int) -> Iterator[str]:
    cells = [[plain(one["name"]), f"({one['program']})", _why(one)] for one in group]
    names = rows([cell[:2] for cell in cells], indent="  ")
    for name, cell in zip(names, cells, strict=True):
        yield name
        if cell[2]:
            yield from wrapped(cell[2], columns, indent="      ", first="    ✕ ")


def _why(one: ResultOut) -> str:
    if one["message"]:
        return plain(one["message"])
    return " / ".join(plain(reason["text"]) for reason in one["reasons"][:2])


def _detailed(one: ResultOut, language: Language, columns: int, *, trace: bool) -> Iterator[str]:
    yield f"  ● {plain(one['name'])} ({one['program']})"
    details: list[list[str]] = []
    for amount in one["amounts"]:
        kind = _say(f"kind_{amount['kind']}", language)
        details.append([kind, f"{plain(amount['words'])} [{plain(amount['label'])}]"])
    receivers = [s["member"] for s in one["subjects"] if s["outcome"] == one["outcome"] and s["member"]]
    if receivers:
        details.append([_say("for", language), "、".join(receivers)])
    if one["message"]:
        details.append(["!", plain(one["message"])])
    if one["needs"]:
        needs = [plain(need["question"]) + _whose(need["member"]) for need in one["needs"]]
        shown_needs = needs[:_MOST_NEEDS]
        if len(needs) > _MOST_NEEDS:
            shown_needs.append(_say("more", language, str(len(needs) - _MOST_NEEDS)))
        details.append([_say("settle", language), shown_needs[0]])
        details += [["", need] for need in shown_needs[1:]]
    if one["in_charge"] and one["outcome"] in _DETAILED:
        details.append([_say("ask", language), plain(one["in_charge"])])
    if one["deadline"] and one["outcome"] in _DETAILED:
        details.append([_say("deadline", language), plain(one["deadline"])])
    if one["outcome"] == "not_eligible" and not trace:
        details.append([_say("because", language), _why(one)])
    yield from _labeled(details, columns)
    if trace:
        for subject in one["subjects"]:
            yield from _trace(subject, language, columns)


def _whose(member: str | None) -> str:
    return f" [{member}]" if member else ""


def _labeled(details: list[list[str]], columns: int) -> Iterator[str]:
    opening = max((width(label) for label, _ in details), default=0) + 2
    for label, text in details:
        first = "      " + label + " " * max(opening - width(label), 1)
        yield from wrapped(text, columns, indent=" " * (6 + opening), first=first)


def _trace(subject: SubjectOut, language: Language, columns: int) -> Iterator[str]:
    if subject["member"]:
        yield f"      [{subject['member']}] {plain(GROUPS[subject['outcome']].in_language(language))}"
    for condition in subject.get("trace", ()):
        mark = _say(f"trace_{condition['truth']}", language)
        yield from wrapped(plain(condition["label"]), columns, indent="          ", first=f"      {mark} ")
        cite = condition["citation"]
        law = " ".join(part for part in (cite["law"], cite["article"]) if part)
        source = f"{law} ({_say('check_' + cite['check'], language)})"
        yield from wrapped(source, columns, indent="            ", first="          ")
