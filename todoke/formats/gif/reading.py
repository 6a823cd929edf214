"""Reading a row of GIF 451-4 into what a program says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from todoke.formats import areas
from todoke.formats.channels import add_method
from todoke.formats.cleaning import Cleaning
from todoke.formats.documents import read_documents
from todoke.formats.gif.items import SCHEME, by_name, item_of, items
from todoke.formats.money import yen_of
from todoke.formats.repairs import Parsed, Problem, RecordError, Unreadable, checked
from todoke.formats.tables import Table, TableError, read_table
from todoke.formats.tokyo.periods import read_period
from todoke.records.content import ProgramContent
from todoke.records.numbers import Number, NumberError

CONDITIONS = ("収入条件", "家族構成条件")
"""Conditions told with their name behind those of 対象者条件."""
_BUSINESS = ("従業員条件", "資本金条件", "創業年条件", "事業ステージ")
_LIST = re.compile(r"[;；\n]+")
_YES = frozenset({"有", "あり", "可", "〇", "○", "◯", "1", "有り"})
_NO = frozenset({"無", "なし", "不可", "×", "✕", "0", "無し"})
_DIRECT = frozenset(
    "制度所管組織 タイトル（制度名） サブタイトル（通称） 制度番号 元制度番号 制度変更区分 根拠法令 地域 概要 "
    "内容 対象者 対象者条件 収入条件 家族構成条件 給付上限額 費用 予算枠の有無 申請届出方法 募集時期 公募開始日 "
    "公募終了日 手続書類 電子申請の有無 詳細参照先 詳細URL キーワード 実施組織・支援機関 お問い合わせ先 "
    "お問合わせ先一覧 連絡先情報 公開開始日 公開終了日 最終更新日".split()
)


def open_rows(path: Path) -> Table:
    """Return the table of a file. Raises TableError where it holds too few items of the model."""
    names = {item.name for item in items()}
    table = read_table(path, known=names | set(by_name()))
    found = {item_of(column) for column in table.columns}
    if "タイトル（制度名）" not in found or len(found - {None}) < 5:
        raise TableError("GIF 451-4 の項目が足りません(タイトル（制度名）と、ほかに4項目以上が要ります)")
    return table


def read(path: Path) -> Iterator[Parsed | Unreadable]:
    """Yield the programs of a file; a row that cannot be read is kept beside its reason."""
    for number, row in open_rows(path).rows:
        try:
            yield parse(row, position=number)
        except RecordError as error:
            yield Unreadable(number, "\t".join(cell or "" for cell in row.values()), str(error))


def parse(row: dict[str, str | None], *, position: int = 1, keep_raw: bool = False) -> Parsed:
    """Return what a row says.

    Its number is empty where 制度番号 is no permanent number; ``source_key`` then tells the row apart.

    Raises:
        RecordError: the row has no title.
    """
    cleaning = Cleaning()
    cells: dict[str, str | None] = {}
    extra: dict[str, Any] = {}
    for header, value in row.items():
        item = item_of(header)
        text = cleaning.text(header, value)
        if text is None:
            continue
        if item is None or item in cells:
            extra[header] = text
        else:
            cells[item] = text
            if item not in _DIRECT:
                extra[item] = text
    title = cells.get("タイトル（制度名）")
    if title is None:
        raise RecordError("タイトル（制度名）がありません")
    plain: dict[str, Any] = {"name": title}
    number, key = _number(cells, plain, extra)
    _identity(cells, plain, extra, cleaning)
    _target(cells, plain, extra)
    _period(cells, plain, extra, cleaning)
    _ways(cells, plain, extra, cleaning)
    _contact(cells, plain, cleaning)
    for item, field in (
        ("公開開始日", "public_from"),
        ("公開終了日", "public_until"),
        ("最終更新日", "checked_on"),
    ):
        day = cleaning.only_day(item, cells.get(item))
        if day:
            plain[field] = day
        elif cells.get(item):
            extra[item] = cells[item]
    if extra:
        plain["extra"] = {SCHEME: extra}
    return Parsed(
        position,
        number,
        checked(ProgramContent, plain),
        tuple(cleaning.repairs),
        (*cleaning.problems, *advice(cells)),
        row if keep_raw else None,
        key,
    )


def advice(cells: dict[str, str | None]) -> tuple[Problem, ...]:
    """Return what the model asks for and a row does not keep: required items and advised lengths."""
    found = []
    for item in items():
        text = cells.get(item.name)
        if item.required and not text:
            found.append(Problem(item.name, None, "required_missing"))
        elif item.advised_length and text and len(text) > item.advised_length:
            found.append(
                Problem(item.name, f"{len(text)}文字(推奨は{item.advised_length}文字まで)", "too_long")
            )
    return tuple(found)


def _number(cells: dict[str, str | None], plain: dict[str, Any], extra: dict[str, Any]) -> tuple[str, str]:
    said = cells.get("制度番号") or ""
    number = ""
    if said:
        try:
            found = Number.parse(unicodedata.normalize("NFKC", said))
        except NumberError:
            extra["制度番号"] = said
        else:
            number = str(found)
            if found.menu.startswith("UM"):
                plain["menu"] = found.menu
    parent = cells.get("元制度番号")
    if parent:
        change = unicodedata.normalize("NFKC", cells.get("制度変更区分") or "0").strip()[:1]
        plain["origin"] = {"number": parent, "change": int(change) if change in ("0", "1", "2") else 0}
    elif cells.get("制度変更区分"):
        extra["制度変更区分"] = cells["制度変更区分"]
    return number, said or f"{cells.get('制度所管組織') or ''}/{plain['name']}"


def _identity(
    cells: dict[str, str | None], plain: dict[str, Any], extra: dict[str, Any], cleaning: Cleaning
) -> None:
    owner = cells.get("制度所管組織")
    if owner:
        body = next((number for number, name in areas.bodies().items() if name == owner.split()[0]), None)
        plain["owner"] = {"name": owner, "body": body}
    codes = []
    for part in _LIST.split(cells.get("地域") or ""):
        code = _area_code(unicodedata.normalize("NFKC", part).strip())
        if code:
            codes.append(code)
        elif part.strip():
            cleaning.doubt("地域", part, "bad_area")
            extra["地域"] = cells["地域"]
    plain["area"] = list(dict.fromkeys(codes))
    only_metropolis = codes == [areas.METROPOLIS]
    plain["level"] = "metropolis" if only_metropolis else "municipality" if codes else "nation"
    for item, field in (
        ("サブタイトル（通称）", "common_name"),
        ("概要", "summary"),
        ("内容", "description"),
        ("実施組織・支援機関", "operator"),
    ):
        if cells.get(item):
            plain[field] = cells[item]
    plain["words"] = [word.strip() for word in _LIST.split(cells.get("キーワード") or "") if word.strip()]
    laws = [law.strip() for law in _LIST.split(cells.get("根拠法令") or "") if law.strip()]
    plain["legal_basis"] = [{"law": law} for law in laws]


def _area_code(text: str) -> str | None:
    """Return the six-figure code of a code of two, five or six figures or of a name."""
    if text in areas.codes():
        return areas.codes()[text]
    if text == "13":
        return areas.METROPOLIS
    if re.fullmatch("[0-9]{5}", text):
        return next((code for code in areas.names() if code.startswith(text)), None)
    return text if re.fullmatch("[0-9]{6}", text) else None


def _target(cells: dict[str, str | None], plain: dict[str, Any], extra: dict[str, Any]) -> None:
    conditions = [cells["対象者条件"]] if cells.get("対象者条件") else []
    conditions += [f"{name}：{cells[name]}" for name in CONDITIONS if cells.get(name)]
    target = {"persons": cells.get("対象者"), "conditions": "\n".join(filter(None, conditions)) or None}
    plain["target"] = {key: value for key, value in target.items() if value}
    if any(cells.get(item) for item in _BUSINESS):
        plain["audience"] = "business"
    limit = cells.get("給付上限額")
    if limit:
        yen = _figures(limit)
        plain["support"] = {"amounts": [{"text": limit, "yen": yen, "upper_limit": True}]}
    cost = cells.get("費用")
    if cost:
        yen = yen_of(cost)
        plain["fees"] = [{"text": cost, "yen": _figures(cost) if yen is None else yen}]


def _figures(text: str) -> int | None:
    plain = unicodedata.normalize("NFKC", text).replace(",", "")
    return int(plain) if plain.isdecimal() else yen_of(text)


def _period(
    cells: dict[str, str | None], plain: dict[str, Any], extra: dict[str, Any], cleaning: Cleaning
) -> None:
    group = {
        "fromYMD": cells.get("公募開始日"),
        "toYMD": cells.get("公募終了日"),
        "conditions": cells.get("募集時期"),
    }
    period = read_period(group, "公募", "apply", cleaning, extra)
    budget = cells.get("予算枠の有無")
    if budget in _YES:
        spoken = period or {"purpose": "apply"}
        period = {"kind": "budget"}
        for key, name in (("purpose", "purpose"), ("text", "text"), ("from", "from"), ("to", "latest")):
            if key in spoken:
                period[name] = spoken[key]
    elif budget:
        extra["予算枠の有無"] = budget
    plain["periods"] = [period] if period else []


def _ways(
    cells: dict[str, str | None], plain: dict[str, Any], extra: dict[str, Any], cleaning: Cleaning
) -> None:
    channels: list[dict[str, Any]] = []
    online = cells.get("電子申請の有無")
    if online and online in _NO:
        plain["digital"] = {"state": "not_yet"}
    elif online:
        url = None if online in _YES else cleaning.url("電子申請の有無", online)
        if url or online in _YES:
            channels.append({"kind": "online", "url": url})
            plain["digital"] = {"state": "done", "url": url}
        else:
            extra["電子申請の有無"] = online
    method = cells.get("申請届出方法")
    if method and not add_method(channels, method):
        extra["申請届出方法"] = method
    plain["channels"] = channels
    plain["documents"] = read_documents(cells.get("手続書類"))
    url = cleaning.url("詳細URL", cells.get("詳細URL"))
    if url:
        plain["links"] = [{"url": url, "title": cells.get("詳細参照先"), "role": "official"}]
    elif cells.get("詳細参照先"):
        extra["詳細参照先"] = cells["詳細参照先"]


def _contact(cells: dict[str, str | None], plain: dict[str, Any], cleaning: Cleaning) -> None:
    contact = {
        "name": cells.get("お問い合わせ先"),
        "url": cleaning.url("お問合わせ先一覧", cells.get("お問合わせ先一覧")),
        "note": cells.get("連絡先情報"),
    }
    if any(contact.values()):
        plain["contacts"] = [contact]
