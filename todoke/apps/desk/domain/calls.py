"""Reading the functions of a line, such as 年齢(単位=月) or いる(子, 年度年齢 <= 17)."""

from __future__ import annotations

from typing import Any, Protocol

from todoke.apps.desk.domain import words as w
from todoke.apps.desk.domain.tokens import LineError, Token


class Reading(Protocol):
    """What a function needs of the reader of its line."""

    place: int
    pieces: list[Token]

    @property
    def here(self) -> Token: ...
    def take(self, *texts: str, kind: str = "sign") -> Token | None: ...
    def demand(self, text: str, why: str) -> None: ...
    def line(self) -> Any: ...


def call_of(reader: Reading, name: Token) -> Any:
    """Return the plain node of a function whose opening bracket was just read."""
    if name.text == "場合":
        return _case(reader)
    plain, named = _arguments(reader)
    try:
        return _node(name.text, plain, named)
    except (IndexError, KeyError, TypeError, ValueError):
        raise LineError(
            f"{name.text}( ) の中の書き方が違います。例: {EXAMPLES[name.text]}", name.at
        ) from None


EXAMPLES = {
    "いる": "いる(子, 年度年齢 <= 17)",
    "みんな": "みんな(子, 年齢 < 18)",
    "人数": "人数(子, 年齢 < 3)",
    "合計": '合計(子, 基準額("id"), 条件=年齢 < 3)',
    "最大": "最大(世帯の人, 年齢)",
    "最小": "最小(子, 年齢)",
    "順位": "順位(きょうだいと本人, 年度年齢 <= 21) >= 3",
    "すべて": "すべて(妊娠している)",
    "どれか": "どれか(妊娠している)",
    "でない": "でない(妊娠している)",
    "年齢": "年齢(単位=月) < 36",
    "年度年齢": "年度年齢() <= 14",
    "年度末": "年度末(18)",
    "ずらす": "ずらす(今日, 月=-6)",
    "経過": "経過(生年月日, 今日, 単位=月)",
    "大きいほう": "大きいほう(0, 人数(子))",
    "小さいほう": "小さいほう(3, 人数(子))",
    "丸め": "丸め(人数(子) / 2, 単位=10, 方法=切捨て)",
    "受けられる": '受けられる("jido-teate")',
    "受けている": '受けている("jido-teate")',
    "みなす": 'みなす(人数(子), "yen")',
    "基準額": '基準額("jido-teate.under-3")',
    "表": '表("jido-teate.limit", 人数(子))',
    "区市町村の値": '区市町村の値("limit")',
    "読めない": '読めない("市長が認める人")',
    "対象者の": "対象者の(生年月日)",
    "属性": '属性("person.relation")',
}


def _arguments(reader: Reading) -> tuple[list[Any], dict[str, Any]]:
    plain: list[Any] = []
    named: dict[str, Any] = {}
    if reader.take(")"):
        return plain, named
    while True:
        name = reader.here
        following = reader.pieces[reader.place + 1]
        if name.kind == "word" and name.text in _NAMED and following.kind == "sign" and following.text == "=":
            reader.place += 2
            named[name.text] = _named_value(reader, name)
        else:
            plain.append(reader.line())
        if reader.take(")"):
            return plain, named
        reader.demand(",", "かっこを閉じるか、コンマで区切ってください")


_NAMED = frozenset({"生", "日", "月", "年", "単位", "数え方", "方法", "条件", "easy", "en"})


def _named_value(reader: Reading, name: Token) -> Any:
    """Return a named argument; units and modes are plain words."""
    if name.text in ("数え方", "方法") or (name.text == "単位" and reader.here.kind == "word"):
        piece = reader.here
        known = {"数え方": {"前日": "eve"}, "方法": w.MODES, "単位": w.UNITS}[name.text]
        if piece.text not in known:
            raise LineError(f"{name.text}は {'・'.join(known)} のどれかです", piece.at)
        reader.place += 1
        return known[piece.text]
    return reader.line()


def _case(reader: Reading) -> Any:
    branches: list[Any] = []
    while True:
        if reader.take("その他", kind="word"):
            reader.demand("->", "場合の値は -> のあとに書きます")
            branches.append({"then": reader.line()})
        else:
            when = reader.line()
            reader.demand("->", "場合の値は -> のあとに書きます")
            branches.append({"when": when, "then": reader.line()})
        if reader.take(")"):
            return {"case": branches}
        reader.demand(",", "かっこを閉じるか、コンマで区切ってください")


def _node(name: str, plain: list[Any], named: dict[str, Any]) -> Any:
    if name in w.MEMBER_FUNCTIONS:
        return _about_members(w.MEMBER_FUNCTIONS[name], plain, named)
    match name:
        case "すべて":
            return {"all": [_only(plain)]}
        case "どれか":
            return {"any": [_only(plain)]}
        case "でない":
            return {"not": _only(plain)}
        case "年齢":
            keys = {"生": "born", "日": "on", "単位": "unit", "数え方": "counted"}
            return {"age": {keys[key]: value for key, value in named.items()}}
        case "年度年齢":
            return {"school_age": {{"生": "born", "日": "on"}[key]: value for key, value in named.items()}}
        case "年度末":
            more = {"born": named["生"]} if "生" in named else {}
            return {"year_end_after": {"age": _only(plain), **more}}
        case "ずらす":
            keys = {"年": "years", "月": "months", "日": "days"}
            return {"shift": {"date": _only(plain), **{keys[key]: value for key, value in named.items()}}}
        case "経過":
            first, last = plain
            more = {"unit": named["単位"]} if "単位" in named else {}
            return {"elapsed": {"from": first, "to": last, **more}}
        case "大きいほう" | "小さいほう":
            return {"max" if name == "大きいほう" else "min": plain}
        case "丸め":
            keys = {"単位": "to", "方法": "mode"}
            return {"round": {"value": _only(plain), **{keys[key]: value for key, value in named.items()}}}
        case "受けられる" | "受けている":
            return {"eligible" if name == "受けられる" else "receives": _text(_only(plain))}
        case "みなす":
            return {"as": {"value": plain[0], "basis": _text(plain[1])}}
        case "基準額":
            return {"parameter": _text(_only(plain))}
        case "表":
            return {"table": _text(plain[0]), "key": plain[1]}
        case "区市町村の値":
            return {"local": _text(_only(plain))}
        case "読めない":
            return {"unreadable": {"ja": _text(_only(plain)), **named}}
        case "対象者の":
            return {**_only(plain), "of": "subject"}
    return {"fact": _text(_only(plain))}


def _about_members(kind: str, plain: list[Any], named: dict[str, Any]) -> Any:
    told: dict[str, Any] = {"who": w.WHO[plain[0]]}
    rest = plain[1:]
    if kind in w.VALUED:
        told["value"] = rest.pop(0)
    if rest:
        told["where"] = _only(rest)
    if "条件" in named:
        told["where"] = named["条件"]
    return {kind: told}


def _only(plain: list[Any]) -> Any:
    (value,) = plain
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
