"""What a question asks for (検索の組み立て): official words with weights, and the pieces of its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from todoke.base.kana import is_kana
from todoke.search.grams import Weights, bigrams, tokens

_JOINT = re.compile(r"の|を|に|や|等の?|児の|\s")
_HIRAGANA = re.compile(r"[ぁ-ゖ]")
_ENDING = re.compile(r"(?<=..)(届|み|証明書?)$")
MOST_TERMS = 11
MOST_GRAMS = 10
MOST_TOGETHER = 4
COMMON, FEWEST = 0.02, 2
"""A piece in more than this share of records is left out where at least so many others remain."""


Narrowed: TypeAlias = Sequence[Sequence[str]]
Part: TypeAlias = tuple[list[str], str]


class Reach(Enum):
    """How far into a record a search reads."""

    NAMES = 1
    """Any official word, or any piece of the question, in the name or the everyday words."""
    SUMMARIES = 2
    """Any piece in the summary, too."""
    BODIES = 3
    """The most telling pieces together, anywhere."""


@dataclass(frozen=True, slots=True)
class Term:
    """An official word looked for: folded, with a weight from 0 to 1."""

    text: str
    weight: float

    @property
    def tokens(self) -> list[str]:
        """Its bigrams, all of which a record has to hold, without grammar and without the 届 that ends it.

        >>> Term("犬の死亡届", 1.0).tokens, Term("国民年金の加入", 1.0).tokens
        (['犬', '死亡'], ['国民', '民年', '年金', '加入'])
        """
        return [*dict.fromkeys(token for part in self.parts for token in bigrams(part))]

    @property
    def parts(self) -> list[str]:
        """The words it is made of.

        >>> Term("保育所等の利用申込み", 1.0).parts, Term("転入届", 1.0).parts
        (['保育所', '利用申込'], ['転入'])
        """
        bare = _ENDING.sub("", self.text)
        return [part for part in _JOINT.split(bare) if part] or [self.text]


@dataclass(frozen=True)
class QueryPlan:
    """A question taken apart."""

    asked: str
    folded: str
    """The question with readings and slips replaced."""
    words: str
    """The same without stop words."""
    terms: tuple[Term, ...] = ()
    bigrams: tuple[str, ...] = ()
    """The most telling pieces of the question's own words."""
    did_you_mean: str | None = None
    bare: str = ""
    """The words parted where a particle stands between them."""
    original: str = field(default="", compare=False)
    """The folded question as typed."""

    @property
    def is_empty(self) -> bool:
        """True when nothing is left to search for."""
        return not self.terms and not self.bigrams

    def fts5_match(
        self, scopes: Sequence[str], *, narrowed: Narrowed = (), reach: Reach = Reach.NAMES
    ) -> str:
        """Return the expression for SQLite's FTS5: what a record has to hold within any of the scopes.

        Every token is quoted, so nothing a person types is read as an operator. ``narrowed`` are facet tokens,
        of each group one.
        """
        return " OR ".join(
            " AND ".join((f"({' OR '.join(_fts5(*part) for part in parts)})", *_narrow_fts5(scope, narrowed)))
            for scope in scopes
            if (parts := list(self._parts(scope, reach)))
        )

    def tsquery(self, scopes: Sequence[str], *, narrowed: Narrowed = (), reach: Reach = Reach.NAMES) -> str:
        """Return the same as text for a cast to PostgreSQL's tsquery. Which fields are read is up to the column asked.

        >>> QueryPlan("犬", "犬", "犬", (), ("犬",)).tsquery(["131016a"])
        "(('131016a犬'))"
        """
        return " | ".join(
            f"({' & '.join((_either_ts(parts), *_narrow_ts(scope, narrowed)))})"
            for scope in scopes
            if (parts := list(self._parts(scope, reach)))
        )

    def _parts(self, scope: str, reach: Reach) -> Iterator[Part]:
        """Yield tokens that have to stand together, and the fields they have to stand in."""
        if reach is Reach.BODIES:
            if self.bigrams:
                yield [scope + piece for piece in self.bigrams[:MOST_TOGETHER]], "ABCD"
            return
        for term in self.terms:
            yield [scope + token for token in term.tokens], "AB"
        for piece in self.bigrams if reach is Reach.NAMES else without_kana(self.bigrams):
            yield [scope + piece], "AB" if reach is Reach.NAMES else "ABC"


def browse_fts5(scopes: Sequence[str], narrowed: Narrowed) -> str:
    """Return the FTS5 expression for everything within the scopes and the facets, whatever its words."""
    return " OR ".join(f"({' AND '.join(_narrow_fts5(scope, narrowed))})" for scope in scopes)


def browse_tsquery(scopes: Sequence[str], narrowed: Narrowed) -> str:
    """Return the same for PostgreSQL."""
    return " | ".join(f"({' & '.join(_narrow_ts(scope, narrowed))})" for scope in scopes)


def without_kana(pieces: Sequence[str]) -> list[str]:
    """Return the pieces that are not kana alone, which in running text are mostly grammar; all if none is left.

    >>> without_kana(["家が", "ない"]), without_kana(["そふ"])
    (['家が'], ['そふ'])
    """
    return [piece for piece in pieces if not is_kana(piece)] or list(pieces)


def telling(words: str, weights: Weights, most: int = MOST_GRAMS) -> tuple[str, ...]:
    """Return the pieces of the words that say most about what is asked; lone characters only where nothing else is.

    >>> telling("会社 届", Weights()), telling("犬", Weights())
    (('会社',), ('犬',))
    """
    pieces = tokens(words)
    longer = [piece for piece in pieces if len(piece) > 1]
    rare = [piece for piece in longer if weights.share(piece) <= COMMON]
    kept = rare if len(rare) >= FEWEST else longer or pieces
    return tuple(sorted(kept, key=lambda piece: (bool(_HIRAGANA.search(piece)), -weights(piece)))[:most])


_COLUMNS = {"AB": "{name words}", "ABC": "{name words summary}", "ABCD": "{name words summary body}"}


def _fts5(together: Sequence[str], fields: str) -> str:
    return f"({_COLUMNS[fields]} : ({' AND '.join(map(_quoted, together))}))"


def _narrow_fts5(scope: str, narrowed: Narrowed) -> Iterator[str]:
    for group in narrowed:
        yield f"(facets : ({' OR '.join(_quoted(scope + token) for token in group)}))"


def _either_ts(parts: Sequence[Part]) -> str:
    return "(" + " | ".join(" & ".join(map(_literal, together)) for together, _ in parts) + ")"


def _narrow_ts(scope: str, narrowed: Narrowed) -> Iterator[str]:
    for group in narrowed:
        yield "(" + " | ".join(_literal(scope + token) for token in group) + ")"


def _quoted(token: str) -> str:
    return '"' + token.replace('"', '""') + '"'


def _literal(token: str) -> str:
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"
