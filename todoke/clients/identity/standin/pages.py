"""The pages of the stand-in: which card to hold to the phone. It says on each that it is no real service."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from todoke.clients.identity.standin.cards import Card

STYLE = """
body{font:1rem/1.7 sans-serif;margin:0 auto;max-width:40rem;padding:1rem;color:#1a1a1c;background:#fff}
h1{font-size:1.5rem;line-height:1.4}.warn{border:2px solid #b45309;border-radius:.5rem;padding:.75rem 1rem}
ul{list-style:none;padding:0}li{margin:0 0 .75rem}
button{font:inherit;width:100%;min-height:3rem;padding:.75rem 1rem;text-align:left;border:1px solid #626264;
border-radius:.5rem;background:#fff;color:inherit;cursor:pointer}
button:hover{background:#e8f1fe}button:focus-visible{outline:4px solid #000;outline-offset:2px;background:#ffd43d}
strong{display:block}.note{color:#4d4d4f;font-size:.875rem}
"""


def cards_page(number: str, cards: Sequence[Card], *, action: str) -> str:
    """Return the page on which somebody picks a card."""
    rows = "\n".join(
        f'<li><button name="card" value="{escape(card.id)}"><strong>{escape(card.name)}</strong>'
        f'<span class="note">{escape(card.note)}</span></button></li>'
        for card in cards
    )
    return _page(
        "どのカードで入りますか",
        f'<form method="post" action="{escape(action)}">'
        f'<input type="hidden" name="request" value="{escape(number)}">\n<ul>{rows}</ul>\n'
        '<button name="card" value="">やめて戻る</button></form>',
    )


def refused_page(why: str) -> str:
    """Return the page that says why a login cannot go on."""
    return _page(
        "このログインは続けられません", f"<p>{escape(why)}</p><p>もとの画面からやり直してください。</p>"
    )


def _page(title: str, body: str) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="ja"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} | 本人確認の代役</title>"
        f'<link rel="icon" href="data:,"><style>{STYLE}</style></head><body><main><h1>{escape(title)}</h1>'
        '<p class="warn">これは、この計算機だけで動く本人確認サービスの代役です。'
        "本物の「デジタル認証アプリ」ではなく、人はみな作りものです。</p>\n"
        f"{body}</main></body></html>"
    )
