"""What changed on a page between two readings (変更点): sentences added, removed and changed, with the words marked.

A sentence that only moved is no change. Sentences are paired by their likeness, figures aside, so that 「月額15,000円」
and 「月額10,000円」 are one sentence changed and not two unrelated ones.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from todoke.clients.pages.figures import WEIGHTY, Figure, figures, kinds_changed
from todoke.clients.pages.snapshots import Kind, PageLink, Sentence, Snapshot

LIKE = 0.55
_MOST_PAIRS = 250_000
_MOST_WORDS = 1_000_000


class Mark(StrEnum):
    """Whether words stand in both sentences or in one."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class Weight(StrEnum):
    """How likely a change matters to a condition, an amount or a period."""

    HIGH = "high"
    NORMAL = "normal"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a changed sentence, and where they stand."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change: a sentence before, after, or both."""

    before: Sentence | None
    after: Sentence | None
    pieces: tuple[Piece, ...]
    kinds: frozenset[Figure]
    weight: Weight
    place: int  # in the page after, for the order; where removed, the place of what follows

    @property
    def is_changed(self) -> bool:
        """Return whether the sentence stands in both readings, differently."""
        return self.before is not None and self.after is not None


@dataclass(frozen=True, slots=True)
class LinkChange:
    """A link that came, went, or leads elsewhere now."""

    text: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that changed between two readings."""

    changes: tuple[Change, ...] = ()
    links: tuple[LinkChange, ...] = ()
    title: tuple[str, str] | None = None

    @property
    def is_empty(self) -> bool:
        """Return whether nothing a resident reads has changed."""
        return not self.changes and not self.links and self.title is None

    @property
    def weight(self) -> Weight:
        """Return the weight of the weightiest change."""
        weights = {change.weight for change in self.changes}
        return Weight.HIGH if Weight.HIGH in weights else Weight.NORMAL

    @property
    def added(self) -> tuple[Sentence, ...]:
        """Return the sentences that are new."""
        return tuple(one.after for one in self.changes if one.before is None and one.after is not None)

    @property
    def removed(self) -> tuple[Sentence, ...]:
        """Return the sentences that are gone."""
        return tuple(one.before for one in self.changes if one.after is None and one.before is not None)

    @property
    def changed(self) -> tuple[Change, ...]:
        """Return the sentences that say something else now."""
        return tuple(one for one in self.changes if one.is_changed)


def compare(before: Snapshot, after: Snapshot) -> Difference:
    """Return what changed from one reading to the next.

    >>> old = Snapshot("u", sentences=(Sentence("月額15,000円を支給します。"),))
    >>> new = Snapshot("u", sentences=(Sentence("月額10,000円を支給します。"),))
    >>> [(piece.mark.value, piece.text) for piece in compare(old, new).changes[0].pieces]
    [('same', '月額'), ('removed', '15,000円'), ('added', '10,000円'), ('same', 'を支給します。')]
    """
    gone, come = _unmatched(before.sentences, after.sentences)
    pairs = _paired([before.sentences[place] for place in gone], [after.sentences[place] for place in come])
    changes = []
    paired_before, paired_after = set(), set()
    for first, second in pairs:
        paired_before.add(gone[first])
        paired_after.add(come[second])
        changes.append(_change(before.sentences[gone[first]], after.sentences[come[second]], come[second]))
    changes += [_change(None, after.sentences[place], place) for place in come if place not in paired_after]
    where = _places(before.sentences, after.sentences)
    changes += [
        _change(before.sentences[place], None, where[place]) for place in gone if place not in paired_before
    ]
    changes.sort(key=lambda change: (change.place, change.after is not None))
    title = (before.title, after.title) if _words(before.title) != _words(after.title) else None
    return Difference(tuple(changes), _links(before.links, after.links), title)


def likeness(one: str, other: str) -> float:
    """Return how like two texts are by their pairs of letters, all figures counting as alike, from 0 to 1.

    >>> likeness("月額15,000円", "月額5円"), likeness("対象者", "持ち物")
    (1.0, 0.0)
    """
    return _dice(_bigrams(one), _bigrams(other))


def marked(before: str, after: str) -> tuple[Piece, ...]:
    """Return both texts as one run of pieces: without the added ones the first, without the removed the second.

    Words in another width count as the same, and stand as they are written after.
    """
    first, second = _tokens(before), _tokens(after)
    if len(first) * len(second) > _MOST_WORDS:
        return (Piece(Mark.REMOVED, before), Piece(Mark.ADDED, after))
    words, other_words = [_words(token) for token in first], [_words(token) for token in second]
    matcher = SequenceMatcher(None, words, other_words, autojunk=False)
    pieces: list[Piece] = []
    for operation, start, end, other_start, other_end in matcher.get_opcodes():
        if operation == "equal":
            pieces.append(Piece(Mark.SAME, "".join(second[other_start:other_end])))
            continue
        if start < end:
            pieces.append(Piece(Mark.REMOVED, "".join(first[start:end])))
        if other_start < other_end:
            pieces.append(Piece(Mark.ADDED, "".join(second[other_start:other_end])))
    return tuple(pieces)


_TOKEN = re.compile(
    r"(?:令和|平成|昭和)?[0-9０-９][0-9０-９,，.．]*(?:[億万千]?円|歳|才|[かヶケカ]月|年度?|月|日間?|週間?|人|回|割|%|％|級|時間?|分)?"
    r"|[A-Za-z]+|[ァ-ヺー]+|[一-鿿々]+|[ぁ-ゖ]+|\s+|.",
    re.DOTALL,
)
_FIGURES = re.compile(r"\d[\d,.]*")


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


def _words(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def _bigrams(text: str) -> Counter[str]:
    plain = f"^{_FIGURES.sub('0', _words(text))}$"
    return Counter(plain[place : place + 2] for place in range(len(plain) - 1))


def _dice(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def _unmatched(before: Sequence[Sentence], after: Sequence[Sentence]) -> tuple[list[int], list[int]]:
    """Return the places of the sentences of each side that the other side does not have, as often."""

    def left(these: Sequence[Sentence], those: Sequence[Sentence]) -> list[int]:
        there = Counter(one.key for one in those)
        places = []
        for place, one in enumerate(these):
            if there[one.key]:
                there[one.key] -= 1
            else:
                places.append(place)
        return places

    return left(before, after), left(after, before)


def _paired(gone: Sequence[Sentence], come: Sequence[Sentence]) -> list[tuple[int, int]]:
    """Return the pairs of most likeness, the likest first; under the same heading counts for a little."""
    if len(gone) * len(come) > _MOST_PAIRS:
        return []  # another page altogether
    first = [_bigrams(one.text) for one in gone]
    second = [_bigrams(one.text) for one in come]
    scored = []
    for place, one in enumerate(gone):
        for other_place, other in enumerate(come):
            if (one.kind is Kind.HEADING) != (other.kind is Kind.HEADING):
                continue
            score = _dice(first[place], second[other_place])
            if score >= LIKE:
                apart = abs(place / len(gone) - other_place / len(come))
                same_heading = one.heading == other.heading
                scored.append((-score - 0.05 * same_heading + 0.05 * apart, place, other_place))
    scored.sort()
    pairs: list[tuple[int, int]] = []
    taken_first: set[int] = set()
    taken_second: set[int] = set()
    for _, place, other_place in scored:
        if place not in taken_first and other_place not in taken_second:
            pairs.append((place, other_place))
            taken_first.add(place)
            taken_second.add(other_place)
    return pairs


def _places(before: Sequence[Sentence], after: Sequence[Sentence]) -> list[int]:
    """Return for each sentence before the place after, where it or what followed it stands now."""
    now = {one.key: place for place, one in reversed(list(enumerate(after)))}
    places = [len(after)] * len(before)
    following = len(after)
    for place in range(len(before) - 1, -1, -1):
        following = now.get(before[place].key, following)
        places[place] = following
    return places


def _change(before: Sentence | None, after: Sentence | None, place: int) -> Change:
    if before is not None and after is not None:
        pieces = marked(before.text, after.text)
        kinds = kinds_changed(before.text, after.text)
        changed = "".join(piece.text for piece in pieces if piece.mark is not Mark.SAME)
    else:
        only = before or after
        text = only.text if only is not None else ""
        pieces = (Piece(Mark.REMOVED if after is None else Mark.ADDED, text),)
        kinds = frozenset(kind for kind, _ in figures(text))
        changed = text
    weighty = bool(kinds - {Figure.NUMBER, Figure.LIMIT}) or bool(WEIGHTY.search(changed))
    weighty = weighty or (before is not None and after is not None and bool(kinds))
    return Change(before, after, pieces, kinds, Weight.HIGH if weighty else Weight.NORMAL, place)


def _links(before: Sequence[PageLink], after: Sequence[PageLink]) -> tuple[LinkChange, ...]:
    old = {(_words(link.text), link.url): link for link in before}
    new = {(_words(link.text), link.url): link for link in after}
    gone = [link for mark, link in old.items() if mark not in new]
    come = [link for mark, link in new.items() if mark not in old]
    changes = []
    for link in gone:
        match = next((one for one in come if link.text and _words(one.text) == _words(link.text)), None)
        if match is not None:
            come.remove(match)
        changes.append(LinkChange(link.text, link.url, match.url if match else None))
    changes += [LinkChange(link.text, None, link.url) for link in come]
    return tuple(changes)
