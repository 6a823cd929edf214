"""Writing what a program says as a row of GIF 451-4."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from todoke.formats.documents import write_documents
from todoke.formats.gif.items import SCHEME, item_of, items
from todoke.formats.gif.reading import CONDITIONS, parse
from todoke.formats.tables import write_csv, write_xlsx
from todoke.formats.tokyo.periods import write_period
from todoke.records.content import ProgramContent
from todoke.records.periods import UntilBudgetEnds


def columns() -> tuple[str, ...]:
    """Return the items in the order of the model."""
    return tuple(item.name for item in items())


def render(
    number: str, content: ProgramContent, original: dict[str, str | None] | None = None
) -> dict[str, str | None]:
    """Return the row of a program.

    With the row it was read from, only the cells the change touches are written; it is returned itself where
    nothing was changed.
    """
    after = canonical(number, content)
    if original is None:
        return after
    read = parse(original)
    assert isinstance(read.content, ProgramContent)
    if content == read.content and number == read.number:
        return original
    before = canonical(read.number, read.content)
    headers = {item_of(header): header for header in reversed(original)}
    row = dict(original)
    for item, now in after.items():
        if now != before[item]:
            row[headers.get(item, item)] = now
    return row


def canonical(number: str, content: ProgramContent) -> dict[str, str | None]:
    """Return a whole row of what a program says."""
    owner = content.owner
    cells: dict[str, Any] = dict.fromkeys(columns())
    conditions, named = _conditions(content)
    applied = [period for period in content.periods if period.purpose == "apply"]
    period = write_period(applied[:1])
    limits = [amount for amount in content.support.amounts if amount.upper_limit and amount.yen is not None]
    official = [link for link in content.links if link.role == "official"]
    online = [channel for channel in content.channels if channel.kind == "online"]
    contact = content.contacts[0] if content.contacts else None
    reachable = (contact.note.ja if contact.note else None) or contact.phone if contact else None
    cells |= {
        "制度所管組織": " ".join(filter(None, (owner.name, owner.section))) or None,
        "タイトル（制度名）": content.name.ja,
        "サブタイトル（通称）": content.common_name.ja if content.common_name else None,
        "制度番号": number or None,
        "元制度番号": content.origin.number if content.origin else None,
        "制度変更区分": str(content.origin.change) if content.origin else None,
        "根拠法令": ";".join(" ".join(filter(None, (law.law, law.article))) for law in content.legal_basis)
        or None,
        "地域": ";".join(content.area) or None,
        "概要": content.summary.ja if content.summary else None,
        "内容": _description(content),
        "対象者": content.target.persons.ja if content.target.persons else None,
        "対象者条件": conditions,
        **named,
        "給付上限額": str(limits[0].yen) if limits else None,
        "費用": "\n".join(fee.text.ja if fee.yen is None else str(fee.yen) for fee in content.fees) or None,
        "予算枠の有無": "有" if any(isinstance(each, UntilBudgetEnds) for each in applied) else None,
        "申請届出方法": "\n".join(channel.note.ja for channel in content.channels if channel.note) or None,
        "募集時期": period["conditions"],
        "公募開始日": period["fromYMD"],
        "公募終了日": period["toYMD"],
        "手続書類": write_documents(list(content.documents)),
        "電子申請の有無": _online(content, online[0].url if online else None),
        "詳細参照先": official[0].title if official else None,
        "詳細URL": official[0].url if official else None,
        "キーワード": ";".join(content.words) or None,
        "実施組織・支援機関": content.operator,
        "お問い合わせ先": contact.name if contact else None,
        "お問合わせ先一覧": contact.url if contact else None,
        "連絡先情報": reachable,
        "公開開始日": content.public_from.isoformat() if content.public_from else None,
        "公開終了日": content.public_until.isoformat() if content.public_until else None,
        "最終更新日": content.checked_on.isoformat() if content.checked_on else None,
    }
    cells |= {item: value for item, value in content.extra.get(SCHEME, {}).items() if item in cells}
    return cells


def _description(content: ProgramContent) -> str | None:
    text = content.description or content.support.text
    return text.ja if text else None


def _online(content: ProgramContent, url: str | None) -> str | None:
    """Return the address of the online form; 有 or 無 where only that is known."""
    if url or content.digital.url:
        return url or content.digital.url
    return {"done": "有", "partly": "有", "not_yet": "無"}.get(content.digital.state)


def _conditions(content: ProgramContent) -> tuple[str | None, dict[str, str | None]]:
    """Return 対象者条件 and the conditions that are told apart by their name."""
    named: dict[str, str | None] = dict.fromkeys(CONDITIONS)
    rest = []
    current: str | None = None
    for line in (content.target.conditions.ja if content.target.conditions else "").split("\n"):
        name, colon, words = line.partition("：")
        if colon and name in named and named[name] is None:
            current, named[name] = name, words
        elif current:
            named[current] = f"{named[current]}\n{line}"
        else:
            rest.append(line)
    return "\n".join(rest) or None, named


def write(path: Path, rows: Iterable[dict[str, str | None]]) -> int:
    """Write rows as CSV, or as a spreadsheet where the name ends in .xlsx; return how many."""
    names = columns()
    cells = ([row.get(name) for name in names] for row in rows)
    if path.suffix.lower() == ".xlsx":
        return write_xlsx(path, names, cells, title="制度")
    return write_csv(path, names, cells)
