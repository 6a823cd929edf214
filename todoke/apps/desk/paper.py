"""What every page of the desk gets: who is signed in, the way to the other pages, and what was just done."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from todoke.apps.accounts.models import Account, Role
from todoke.apps.desk.queries import board
from todoke.apps.desk.queries.upkeep import upkeep

_TOLD = "told"


def tell(request: HttpRequest, title: str, *, kind: str = "success", url: str = "", link: str = "") -> None:
    """Keep a message for the next page."""
    request.session[_TOLD] = {"title": title, "kind": kind, "url": url, "link": link}


def page(
    request: HttpRequest, account: Account, template: str, heading: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Return a page of the desk."""
    return render(
        request,
        template,
        {
            "heading": heading,
            "account": account,
            "is_approver": account.bodies(Role.APPROVER).exists(),
            "nav": _nav(request, account),
            "told": request.session.pop(_TOLD, None),
            **context,
        },
        status=status,
    )


_ROOMS = {
    **dict.fromkeys(
        (f"/desk/{part}/" for part in ("payments", "wordings", "fakes", "wrong", "stopped-rules", "reach")),
        "/desk/notices/",
    ),
    "/desk/corrections/": "/desk/people/",
}
"""Pages reached through a room whose address they do not begin with."""


def _nav(request: HttpRequest, account: Account) -> list[dict[str, Any]]:
    counts = {
        "board": board.my_tasks(account).count(),
        "approvals": board.to_approve(account, upkeep()).count(),
        "inbox": board.from_outside(account).count(),
    }
    names = {
        "board": "やること",
        "approvals": "承認",
        "inbox": "利用者の指摘",
        "records": "登録",
        "rules": "規則",
        "bulk": "まとめて直す",
        "imports": "取り込み",
        "notices": "お知らせ",
        "people": "住民",
        "outbox": "発送",
    }
    here = next((room for part, room in _ROOMS.items() if request.path.startswith(part)), request.path)
    links = [(name, label, reverse(f"desk:{name}")) for name, label in names.items()]
    # The board is the beginning of every address here, so it is current only exactly.
    return [
        {
            "url": url,
            "label": label,
            "count": counts.get(name),
            "is_current": here == url or (name != "board" and here.startswith(url)),
        }
        for name, label, url in links
    ]
