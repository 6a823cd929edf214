"""Forms of residents (住民) at the desk: whom to find and what for, and days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

PURPOSES = {
    "consultation": "本人からの相談",
    "evidence": "書類の確認",
    "correction": "まちがいの訂正",
    "death": "死亡の届出",
    "shield": "支援措置の申出",
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
