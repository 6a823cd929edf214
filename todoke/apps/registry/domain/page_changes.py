"""What a change of the official page means for the fields of a record: proposals, each with the words it rests on.

Nothing is guessed. A field is only proposed where the record says the very thing the page said before: the same
sentence, the same amount, day or phone number in a like sentence, the ages the old sentence gave, the old address.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from todoke.base.eras import parse_day
from todoke.clients.pages.differences import Change, Difference, likeness
from todoke.clients.pages.figures import Figure, figures
from todoke.clients.pages.sentences import key, split
from todoke.clients.pages.snapshots import Sentence
from todoke.reading.contradictions import month_bands
from todoke.reading.letters import yen
from todoke.reading.proposals import NAMES, Reading
from todoke.reading.reader import read
from todoke.records.content import read_content

LIKE = 0.45
_NO_WORDS = frozenset(
    """
    url kind number level area audience categories targets contents life_events menu origin owner procedures requires
    excludes rules extra easy en code role state reason_kind fiscal_year frequency standing purpose filing
    legal_procedures law article email checked_on review_on public_from public_until words legal_basis
    """.split()
)
_CARRIED = (
    Figure.MONEY,
    Figure.AGE,
    Figure.DAY,
    Figure.LENGTH,
    Figure.PHONE,
    Figure.TIME,
    Figure.SHARE,
    Figure.COUNT,
)
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A value proposed for a field of a record, with the words of the page."""

    field: str
    value: Any
    quote: str
    url: str

    def as_json(self) -> dict[str, Any]:
        """Return the proposal the way tasks and evidence keep it."""
        return {
            "field": self.field,
            "value": self.value,
            "quote": self.quote,
            "url": self.url,
            "standing": "inferred",
        }


@dataclass(slots=True)
class _Draft:
    """A record's content as it would be, and why."""

    raw: dict[str, Any]
    quotes: dict[str, list[str]] = field(default_factory=dict)

    def put(self, at: str, value: Any, quote: str) -> None:
        """Set a field, unless the record would no longer be one."""
        tried = copy.deepcopy(self.raw)
        put(tried, at, value)
        try:
            read_content(tried)
        except ValueError:
            return
        self.raw = tried
        quotes = self.quotes.setdefault(at, [])
        if quote not in quotes:
            quotes.append(quote)


def field_changes(raw: dict[str, Any], difference: Difference, *, url: str) -> list[FieldChange]:
    """Return the fields to change, in the order of the page; none where the record does not say what changed."""
    draft = _Draft(copy.deepcopy(raw))
    for change in difference.changed:
        _carry_over(draft, change)
    for link in difference.links:
        if link.before and link.after:
            for at, said in list(_leaves(draft.raw, urls=True)):
                if said.partition("#")[0] == link.before:
                    draft.put(at, link.after, link.text)
    return [
        FieldChange(at, get(draft.raw, at), " / ".join(quotes), url)
        for at, quotes in draft.quotes.items()
        if get(draft.raw, at) != get(raw, at)
    ]


def _carry_over(draft: _Draft, change: Change) -> None:
    before, after = change.before, change.after
    if before is None or after is None:
        return
    old, new = _said(before), _said(after)
    pairs = list(_pairs(old, new))
    for kind, was, is_now in pairs:
        if kind is Figure.MONEY:
            _carry_yen(draft, was, is_now, old, new, quote=after.text)
    for at, text in list(_leaves(draft.raw)):
        for sentence in split(text):
            if key(sentence) == key(old):
                draft.put(at, text.replace(sentence, new, 1), after.text)
                break
    for kind, was, is_now in pairs:
        _carry_figure(draft, kind, was, is_now, old, new, quote=after.text)
    if change.kinds & {Figure.AGE, Figure.LIMIT}:
        _carry_ages(draft, before, after)


def _said(sentence: Sentence) -> str:
    """Return what the sentence says, of a row what stands beside its name."""
    return sentence.cells[-1] if sentence.cells else sentence.text


def _pairs(old: str, new: str) -> Iterator[tuple[Figure, str, str]]:
    """Yield the figures of which one took the place of another: one of a kind gone, one come."""
    one, other = figures(old), figures(new)
    gone, come = one - other, other - one
    for kind in _CARRIED:
        was = [said for (found, said), count in gone.items() if found is kind for _ in range(count)]
        is_now = [said for (found, said), count in come.items() if found is kind for _ in range(count)]
        if len(was) == len(is_now) == 1:
            yield kind, was[0], is_now[0]


def _carry_figure(
    draft: _Draft, kind: Figure, was: str, is_now: str, old: str, new: str, *, quote: str
) -> None:
    """Carry a figure over to the like sentences of the record, and to fields that hold nothing else."""
    written = _written(is_now, new)
    for at, text in list(_leaves(draft.raw)):
        for sentence in split(text):
            found = _spelling(was).search(sentence)
            if found is None:
                continue
            if key(found[0]) == key(sentence) or likeness(sentence, old) >= LIKE:
                changed = sentence.replace(found[0], written, 1)
                draft.put(at, str(get(draft.raw, at)).replace(sentence, changed, 1), quote)
    if kind is Figure.DAY:
        _carry_day(draft, was, is_now, quote)


def _carry_yen(draft: _Draft, was: str, is_now: str, old: str, new: str, *, quote: str) -> None:
    """Carry an amount over to the words and the figure that state it; of several alike, to those in like words."""
    try:
        before, after = yen(was), yen(is_now)
    except ValueError:
        return
    stating = [
        (at, said)
        for at, part in _parts(draft.raw)
        if part.get("yen") == before and _spelling(was).search(said := _words_of(part))
    ]
    for at, said in stating:
        if len(stating) == 1 or likeness(said, old) >= LIKE:
            draft.put(f"{at}.yen", after, quote)
            changed = _spelling(was).sub(_written(is_now, new), said, count=1)
            draft.put(f"{at}.text.ja", changed, quote)


def _words_of(part: dict[str, Any]) -> str:
    words = part.get("text")
    return str(words.get("ja", "")) if isinstance(words, dict) else ""


def _written(figure: str, sentence: str) -> str:
    """Return a figure the way the sentence writes it."""
    found = _spelling(figure).search(sentence)
    return found[0].strip() if found else figure


def _carry_day(draft: _Draft, was: str, is_now: str, quote: str) -> None:
    try:
        before, after = parse_day(was).isoformat(), parse_day(is_now).isoformat()
    except ValueError:
        return
    for at, part in list(_parts(draft.raw.get("periods", []), "periods")):
        for name in ("from", "to", "latest"):
            if part.get(name) == before:
                draft.put(f"{at}.{name}", after, quote)


def _carry_ages(draft: _Draft, before: Sentence, after: Sentence) -> None:
    """Carry ages over where the record states the very ages the sentence gave before."""
    old, new = (_ages(sentence) for sentence in (before, after))
    bands = draft.raw.get("target", {}).get("ages", []) if isinstance(draft.raw.get("target"), dict) else []
    if len(old) != 1 or len(new) != 1 or old == new:
        return
    for place, band in enumerate(bands):
        if (band.get("from"), band.get("until")) == old[0]:
            for name, was, is_now in zip(("from", "until"), old[0], new[0], strict=True):
                if was != is_now:
                    draft.put(f"target.ages.{place}.{name}", is_now, after.text)


def _ages(sentence: Sentence) -> list[tuple[int | None, int | None]]:
    return [(band.from_, band.until) for band in month_bands(_reading(sentence))]


def readings(difference: Difference) -> list[dict[str, Any]]:
    """Return the conditions that new or changed sentences state, as far as the reader can read them.

    They are no proposals of a field: where a record keeps a condition, and whether as a rule, is for its owner.
    """
    found = []
    for change in difference.changes:
        if change.after is None:
            continue
        known = {one.code for one in _reading(change.before).proposals} if change.before else set()
        found += [
            {"kind": NAMES[one.kind], "code": one.code, "quote": one.quote, "sentence": change.after.text}
            for one in _reading(change.after).proposals
            if one.code not in known
        ]
    return found


def _reading(sentence: Sentence) -> Reading:
    """Read a sentence as a condition where it stands under 対象, else only if it says whom the program is for."""
    speaks_of_target = "対象" in sentence.heading or (bool(sentence.cells) and "対象" in sentence.cells[0])
    return read({"conditions" if speaks_of_target else "description": _said(sentence)})


def _spelling(figure: str) -> re.Pattern[str]:
    """Return the pattern of a figure in any width, with or without commas and spaces.

    >>> _spelling("15000円").search("月額１５，０００円です")[0]
    '１５，０００円'
    """
    parts = []
    for place, letter in enumerate(figure):
        follows_figure = place + 1 < len(figure) and figure[place + 1].isdigit()
        if letter.isdigit():
            parts.append(f"[{letter}{letter.translate(_FULL_WIDTH)}]" + ("[,，]?" if follows_figure else ""))
        else:
            parts.append(
                {"-": "[-－‐−ー]", "(": "[(（]", ")": "[)）]", ":": "[:：]"}.get(letter, re.escape(letter))
            )
    edge = "(?<![0-9０-９,，.．])" if figure[:1].isdigit() else ""
    end = "(?![0-9０-９])" if figure[-1:].isdigit() else ""
    return re.compile(edge + r"\s*".join(parts) + end)


def _leaves(value: Any, at: str = "", *, urls: bool = False) -> Iterator[tuple[str, str]]:
    """Yield the texts of a content that an office writes in words, or its addresses."""
    pairs: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict):
        pairs = value.items()
    elif isinstance(value, list):
        pairs = enumerate(value)
    elif isinstance(value, str):
        if urls == (at.rpartition(".")[2] == "url"):
            yield at, value
        return
    for step, inner in pairs:
        if step not in _NO_WORDS or (urls and step != "extra"):
            yield from _leaves(inner, f"{at}.{step}" if at else str(step), urls=urls)


def _parts(value: Any, at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every group of fields."""
    if isinstance(value, dict):
        if at:
            yield at, value
        for step, inner in value.items():
            if step != "extra":
                yield from _parts(inner, f"{at}.{step}" if at else str(step))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _parts(inner, f"{at}.{place}" if at else str(place))


def get(raw: Any, at: str) -> Any:
    """Return what stands at a dotted path, None where nothing does."""
    for step in at.split("."):
        raw = raw[int(step)] if isinstance(raw, list) else raw.get(step)
        if raw is None:
            return None
    return raw


def put(raw: Any, at: str, value: Any) -> None:
    """Set the value at a dotted path; None takes the field away. Raises LookupError where the path leads nowhere."""
    *steps, last = at.split(".")
    for step in steps:
        raw = raw[int(step)] if isinstance(raw, list) else raw[step]
    if isinstance(raw, list):
        raw[int(last)] = value
    elif value is None:
        raw.pop(last, None)
    else:
        raw[last] = value
