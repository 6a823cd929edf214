"""Reading a condition written in one line.

    line       = all { "または" all }
    all        = statement { "かつ" statement }
    statement  = sum [ sign sum [ sign sum ] ]          # a < b < c is one range (以上・未満)
    sign       = "=" | "!=" | "<" | "<=" | ">" | ">="
    sum        = product { ("+" | "-") product }
    product    = value { ("*" | "/") value }
    value      = "(" line ")" | "[" codes "]" | number | day | "はい" | "いいえ" | text | fact | function
    fact       = label | 「label」 | id                   # 働き方, 「性別(…)」, person.work
    function   = name "(" [ argument { "," argument } ] ")"
    argument   = [ name "=" ] line | line "->" line       # the arrow only in 場合( … )

Words are separated by blanks or signs. ``でない( … )`` negates; ``X = [a, b]`` is "one of". A fact that is yes or no
stands alone. Without brackets 年齢 is 年齢() and 年度年齢 is 年度年齢(). Printing and reading give the same tree.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter, ValidationError

from todoke.apps.desk.domain import words as w
from todoke.apps.desk.domain.calls import call_of
from todoke.apps.desk.domain.tokens import LineError, Token, tokens
from todoke.apps.desk.domain.words import Vocabulary
from todoke.rules.nodes import Expression

_EXPRESSION: TypeAdapter[Any] = TypeAdapter(Expression)
_ENDS = {("<=", "<="): "none", ("<", "<="): "from", ("<=", "<"): "to", ("<", "<"): "both"}
_SIGNS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_DEEPEST = 40


def read_line(line: str, vocabulary: Vocabulary) -> Any:
    """Return the tree of a line. Raises LineError with the place.

    The facts must exist; whether they may be compared is for ``type_of`` to say.
    """
    reader = _Reader(tokens(line), vocabulary)
    if reader.here.kind == "end":
        raise LineError("条件を書いてください。例: 年齢 < 18 かつ 妊娠している", 0)
    raw = reader.line()
    reader.expect_end()
    try:
        return _EXPRESSION.validate_python(raw)
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        raise LineError(f"条件として使えません({detail['msg']})", 0) from error


class _Reader:
    """Reads tokens from left to right into the plain form of a tree."""

    def __init__(self, pieces: list[Token], vocabulary: Vocabulary) -> None:
        self.pieces = pieces
        self.place = 0
        self.depth = 0
        self.vocabulary = vocabulary

    @property
    def here(self) -> Token:
        return self.pieces[self.place]

    def take(self, *texts: str, kind: str = "sign") -> Token | None:
        """Return the token here and go on, where it is one of those named."""
        if self.here.kind == kind and self.here.text in texts:
            self.place += 1
            return self.pieces[self.place - 1]
        return None

    def demand(self, text: str, why: str) -> None:
        if self.take(text) is None:
            found = self.here.text or "行の終わり"
            raise LineError(f"「{text}」が要ります({why})。ここは「{found}」です", self.here.at)

    def expect_end(self) -> None:
        if self.here.kind != "end":
            raise LineError(f"「{self.here.text}」の前に「かつ」か「または」が要ります", self.here.at)

    def line(self) -> Any:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise LineError("かっこが深すぎます", self.here.at)
        parts = [self._all()]
        while self.take(w.OR, kind="word"):
            parts.append(self._all())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else {"any": parts}

    def _all(self) -> Any:
        parts = [self._statement()]
        while self.take(w.AND, kind="word"):
            parts.append(self._statement())
        return parts[0] if len(parts) == 1 else {"all": parts}

    def _statement(self) -> Any:
        left = self._sum()
        first = self.take(*_SIGNS)
        if first is None:
            return left
        middle = self._sum()
        second = self.take(*_SIGNS)
        if second is None:
            return self._compared(left, first, middle)
        ends = _ENDS.get((first.text, second.text))
        if ends is None:
            raise LineError("範囲は 6 <= 年齢 < 15 のように、小さいほうから書いてください", second.at)
        span = {"value": middle, "from": left, "to": self._sum()}
        return {"between": span if ends == "none" else {**span, "open": ends}}

    def _compared(self, left: Any, sign: Token, right: Any) -> Any:
        if isinstance(right, list):
            if sign.text not in ("=", "!="):
                raise LineError("[ ] の前は = か != にしてください", sign.at)
            found: Any = {"in": [left, [self._code(left, code, sign.at) for code in right]]}
        else:
            if isinstance(right, str):
                right = self._code(left, right, sign.at)
            found = {w.COMPARISONS["=" if sign.text == "!=" else sign.text]: [left, right]}
        return {"not": found} if sign.text == "!=" else found

    def _code(self, left: Any, word: Any, at: int) -> Any:
        """Return the code a word stands for, where the left side is a fact with codes."""
        fact_id = left.get("fact") if isinstance(left, dict) else None
        if fact_id is None or not isinstance(word, str):
            return word
        codes = self.vocabulary.codes_of(fact_id)
        if not codes:
            return word
        code = self.vocabulary.code_named(fact_id, word)
        if code is None:
            raise LineError(f"「{word}」という答えはありません。使えるもの: {'、'.join(codes.values())}", at)
        return code

    def _sum(self) -> Any:
        found = self._product()
        while sign := self.take("+", "-"):
            found = _calculated(found, "add" if sign.text == "+" else "subtract", self._product())
        return _plain(found)

    def _product(self) -> Any:
        found = self._value()
        while sign := self.take("*", "/"):
            found = _calculated(found, "multiply" if sign.text == "*" else "divide", self._value())
        return _plain(found)

    def _value(self) -> Any:
        piece = self.here
        if self.take("("):
            inner = self.line()
            self.demand(")", "かっこを閉じてください")
            return inner
        if self.take("["):
            return self._codes()
        if self.take("-"):
            found = self._value()
            if not isinstance(found, int | Decimal) or isinstance(found, bool):
                raise LineError("マイナスのあとには数を書いてください", piece.at)
            return -found
        self.place += 1
        match piece.kind:
            case "number":
                text = piece.text.replace(",", "")
                return Decimal(text) if "." in text else int(text)
            case "day":
                return _day(piece)
            case "text":
                return piece.text
            case "label":
                return self._fact(piece)
            case "word":
                return self._word(piece)
        self.place -= 1
        raise LineError(f"ここには値が要ります。「{piece.text or '行の終わり'}」は使えません", piece.at)

    def _codes(self) -> list[str]:
        found: list[str] = []
        while True:
            piece = self.here
            if piece.kind not in ("text", "word", "label"):
                raise LineError("[ ] の中には答えの言葉を、コンマで区切って書いてください", piece.at)
            self.place += 1
            found.append(piece.text)
            if self.take("]"):
                return found
            self.demand(",", "[ ] を閉じるか、コンマで区切ってください")

    def _word(self, piece: Token) -> Any:
        if piece.text in (w.YES, w.NO):
            return piece.text == w.YES
        if piece.text in w.DAYS:
            return {"day": w.DAYS[piece.text]}
        if self.here.kind == "sign" and self.here.text == "(" and piece.text in w.FUNCTIONS:
            self.place += 1
            return call_of(self, piece)
        if piece.text in ("年齢", "年度年齢") and piece.text not in self.vocabulary.labels:
            return {"age" if piece.text == "年齢" else "school_age": {}}
        if piece.text in w.WHO and self.vocabulary.fact_named(piece.text) is None:
            return piece.text
        return self._fact(piece)

    def _fact(self, piece: Token) -> Any:
        fact_id = self.vocabulary.fact_named(piece.text)
        if fact_id is not None:
            return {"fact": fact_id}
        if self.place >= 2 and self.pieces[self.place - 2].text in _SIGNS:
            return piece.text  # a code without quotes: 働き方 = 会社員
        raise LineError(
            f"「{piece.text}」という属性はありません。カードの一覧か docs/reference/facts.md で名前を確かめてください",
            piece.at,
        )


class _Calculation(dict[str, Any]):
    """A sum or product still open at its right end, so that ``a + b + c`` is one sum of three."""


def _calculated(left: Any, kind: str, right: Any) -> Any:
    if isinstance(left, _Calculation) and kind in ("add", "multiply") and kind in left:
        return _Calculation({kind: [*left[kind], right]})
    return _Calculation({kind: [_plain(left), right]})


def _plain(found: Any) -> Any:
    return dict(found) if isinstance(found, _Calculation) else found


def _day(piece: Token) -> date:
    try:
        return date.fromisoformat(piece.text)
    except ValueError:
        raise LineError(f"「{piece.text}」という日はありません", piece.at) from None
