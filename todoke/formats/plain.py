"""Records as plain files: JSON lines as stored, and a flat CSV with its dictionary of columns."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from todoke.formats.documents import write_documents
from todoke.formats.tokyo.periods import in_words
from todoke.records.content import ProcedureContent, ProgramContent, as_json
from todoke.records.parts import Channel
from todoke.rules.texts import Text

Record = ProgramContent | ProcedureContent


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the flat table: its name, its Japanese title, what it holds, and how it is got."""

    name: str
    title: str
    meaning: str
    of: Callable[[str, Record], Any]


def json_line(number: str, content: Record, **also: Any) -> str:
    """Return a record as one line of JSON: its number, its content, and what else is known of it."""
    return json.dumps(
        {"number": number, **also, "content": as_json(content)}, ensure_ascii=False, separators=(",", ":")
    )


def _text(text: Text | str | None) -> str | None:
    return text.ja if isinstance(text, Text) else text


def _joined(values: Iterable[Any]) -> str | None:
    return ";".join(str(value) for value in values if value) or None


def _program(pick: Callable[[ProgramContent], Any]) -> Callable[[str, Record], Any]:
    return lambda _, content: pick(content) if isinstance(content, ProgramContent) else None


def _procedure(pick: Callable[[ProcedureContent], Any]) -> Callable[[str, Record], Any]:
    return lambda _, content: pick(content) if isinstance(content, ProcedureContent) else None


def _any(pick: Callable[[Record], Any]) -> Callable[[str, Record], Any]:
    return lambda _, content: pick(content)


def _link(role: str) -> Callable[[str, Record], Any]:
    return _any(lambda content: _joined(link.url for link in content.links if link.role == role))


def _channel_time(content: Record, online: bool) -> str | None:
    def fits(channel: Channel) -> bool:
        return (channel.kind == "online") is online and channel.processing is not None

    return next((each.processing.text for each in content.channels if fits(each) and each.processing), None)


def _contact(field: str) -> Callable[[str, Record], Any]:
    return _any(lambda content: getattr(content.contacts[0], field) if content.contacts else None)


def _age(end: str) -> Callable[[str, Record], Any]:
    return _program(lambda content: getattr(content.target.ages[0], end) if content.target.ages else None)


def _periods(purpose: str) -> Callable[[str, Record], Any]:
    return _any(
        lambda content: (
            "\n".join(
                filter(None, (in_words(period) for period in content.periods if period.purpose == purpose))
            )
            or None
        )
    )


COLUMNS = (
    Column("number", "番号", "恒久番号(PSID または todoke の番号)", lambda number, _: number),
    Column("kind", "種別", "program 制度 / procedure 手続", _any(lambda content: content.kind)),
    Column("name", "名称", "正式名称", _any(lambda content: content.name.ja)),
    Column("name_easy", "名称(やさしい日本語)", "", _any(lambda content: content.name.easy)),
    Column("name_en", "名称(英語)", "", _any(lambda content: content.name.en)),
    Column("common_name", "通称", "", _any(lambda content: _text(content.common_name))),
    Column(
        "level", "段階", "nation 国 / metropolis 都 / municipality 区市町村 / other", _any(lambda c: c.level)
    ),
    Column("area", "地域", "団体コード6桁、; 区切り。空は全国", _any(lambda content: _joined(content.area))),
    Column("owner_number", "所管の法人番号", "", _any(lambda content: content.owner.body)),
    Column("owner_name", "所管", "", _any(lambda content: content.owner.name)),
    Column("section", "担当部署", "", _any(lambda content: content.owner.section)),
    Column("audience", "相手", "resident 住民 / business 事業者 / both / office", _any(lambda c: c.audience)),
    Column("categories", "分野", "CSC コード、; 区切り", _any(lambda content: _joined(content.categories))),
    Column("targets", "対象者コード", "CBF コード、; 区切り", _any(lambda content: _joined(content.targets))),
    Column("contents", "種類", "CCT コード、; 区切り", _any(lambda content: _joined(content.contents))),
    Column(
        "life_events", "ライフイベント", "キー、; 区切り", _any(lambda content: _joined(content.life_events))
    ),
    Column("menu", "ユニバーサルメニュー", "UM番号", _any(lambda content: content.menu)),
    Column("origin", "元制度番号", "", _any(lambda content: content.origin and content.origin.number)),
    Column("summary", "概要", "", _any(lambda content: _text(content.summary))),
    Column("description", "内容", "", _any(lambda content: _text(content.description))),
    Column("target_persons", "対象者", "", _program(lambda content: _text(content.target.persons))),
    Column("target_conditions", "対象条件", "", _program(lambda content: _text(content.target.conditions))),
    Column("age_from_months", "対象月齢から", "この月齢から(か月)", _age("from_")),
    Column("age_until_months", "対象月齢まで", "この月齢になる前まで(か月)", _age("until")),
    Column("age_standing", "年齢の確かさ", "stated 明記 / inferred 推定 / unknown 不明", _age("standing")),
    Column("support", "支援内容", "", _program(lambda content: _text(content.support.text))),
    Column("money", "経済的支援", "", _program(lambda content: content.support.money)),
    Column("goods", "物的・人的支援", "", _program(lambda content: content.support.goods)),
    Column("fees", "費用", "", _any(lambda content: "\n".join(fee.text.ja for fee in content.fees) or None)),
    Column("apply_period", "手続期間", "", _periods("apply")),
    Column("offered_period", "実施期間", "", _periods("offered")),
    Column(
        "channels", "受付方法", "種類、; 区切り", _any(lambda c: _joined(each.kind for each in c.channels))
    ),
    Column(
        "documents", "必要なもの", "1行に1つ", _any(lambda content: write_documents(list(content.documents)))
    ),
    Column("asked", "記入する情報", "; 区切り", _procedure(lambda content: _joined(content.asked))),
    Column("filing", "手続の類型", "申請・届出・処分など", _procedure(lambda content: content.filing)),
    Column(
        "digital",
        "デジタル化の状況",
        "done 済 / partly / not_yet / exempt …",
        _any(lambda c: c.digital.state),
    ),
    Column("digital_reason", "デジタル化していない理由", "", _any(lambda content: content.digital.reason)),
    Column("time_online", "処理期間(オンライン)", "", _any(lambda content: _channel_time(content, True))),
    Column("time_offline", "処理期間(窓口など)", "", _any(lambda content: _channel_time(content, False))),
    Column("volume", "年間件数", "空は不明(0ではない)", _any(lambda c: c.volume.count if c.volume else None)),
    Column(
        "volume_online", "オンライン件数", "空は不明", _any(lambda c: c.volume.online if c.volume else None)
    ),
    Column(
        "legal_basis",
        "根拠法令",
        "; 区切り",
        _any(lambda c: _joined(" ".join(filter(None, (law.law, law.article))) for law in c.legal_basis)),
    ),
    Column("official_url", "公式ページ", "", _link("official")),
    Column("form_urls", "様式", "; 区切り", _link("form")),
    Column("related_urls", "関連ページ", "; 区切り", _link("related")),
    Column("contact", "問い合わせ先", "", _contact("name")),
    Column("phone", "電話番号", "", _contact("phone")),
    Column("checked_on", "最終確認日", "", _any(lambda content: content.checked_on)),
    Column("public_until", "公開終了日", "", _any(lambda content: content.public_until)),
    Column("remarks", "備考", "", _any(lambda content: _text(content.remarks))),
)


def header() -> tuple[str, ...]:
    """Return the names of the columns."""
    return tuple(column.name for column in COLUMNS)


def row(number: str, content: Record) -> list[str | None]:
    """Return the cells of a record in the order of the columns."""
    return [None if (value := column.of(number, content)) is None else str(value) for column in COLUMNS]


def dictionary() -> tuple[tuple[str, str, str], ...]:
    """Return name, Japanese title and meaning of each column."""
    return tuple((column.name, column.title, column.meaning) for column in COLUMNS)
