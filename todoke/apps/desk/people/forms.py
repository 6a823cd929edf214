"""Forms of residents (住民) at the desk: whom to find and what for, and days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from todoke.ui.controls import ErrorLink, ErrorSummary

PURPOSES = {
    "consultation": "本人からの相談",
    "evidence": "書類の確認",
    "correction": "まちがいの訂正",
    "death": "死亡の届出",
    "shield": "支援措置の申出",
    "helping": "窓口で代わりに操作",
}
"""What a resident is looked up for: a code for the audit, and its words."""


def read_day(text: str) -> date | None:
    """Return a day as typed (2026-11-22), or None."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


@dataclass(frozen=True)
class FindForm:
    """Somebody's whole name and date of birth, and what for."""

    name: str = ""
    born: str = ""
    purpose: str = ""
    errors: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, typed: QueryDict) -> FindForm:
        """Read the form."""
        name, born = typed.get("name", "")[:60].strip(), typed.get("born", "")[:20].strip()
        purpose = typed.get("purpose", "")
        wrong = []
        if not name:
            wrong.append(("name", "氏名を書いてください"))
        if read_day(born) is None:
            wrong.append(("born", "生年月日を 1990-04-12 のように書いてください"))
        if purpose not in PURPOSES:
            wrong.append(("purpose", "何のためにさがすかを選んでください"))
        return cls(name, born, purpose, tuple(wrong))

    @property
    def wrong(self) -> dict[str, str]:
        """Return what is wrong, by field."""
        return dict(self.errors)


LENGTHS = {"30": "30分", "120": "2時間", "480": "8時間(今日の窓口が終わるまで)"}
"""How many minutes a clerk may act in the place of somebody who is there."""
TASKS = {
    "look": "お知らせと情報を見る",
    "settle": "受け取り方や伝えたことを直す",
    "agree": "情報を使う同意をする・取り消す",
    "pay": "申請のいらない支給を断る",
    "log": "だれが情報を見たかを確かめる",
}
"""What somebody may ask a clerk to do, by the choices of mandates (mandates.domain.terms)."""


@dataclass(frozen=True)
class HelpForm:
    """What somebody at the counter asks for, for how long, and that they are there."""

    tasks: tuple[str, ...] = ()
    minutes: str = "30"
    is_there: bool = False
    errors: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, typed: QueryDict) -> HelpForm:
        """Read the form."""
        tasks = tuple(one for one in typed.getlist("tasks") if one in TASKS)
        minutes, is_there = typed.get("minutes", ""), bool(typed.get("there"))
        wrong = []
        if not tasks:
            wrong.append(("tasks-look", "頼まれたことを、1つ以上選んでください"))
        if minutes not in LENGTHS:
            wrong.append(("minutes-30", "いつまでかを選んでください"))
        if not is_there:
            wrong.append(("there", "本人がここにいて頼んだことを、確かめてください"))
        return cls(tasks, minutes if minutes in LENGTHS else "30", is_there, tuple(wrong))

    @property
    def summary(self) -> ErrorSummary:
        """All that is wrong."""
        return ErrorSummary(tuple(ErrorLink(f"field-{name}", text) for name, text in self.errors))
