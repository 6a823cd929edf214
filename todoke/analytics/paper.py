"""One HTML file that needs nothing else: no script, nothing fetched, styled by the design system's own sheets."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path

_SHEETS = Path(__file__).resolve().parents[1] / "ui" / "static" / "ui"
_OWN = """
.paper { box-sizing: border-box; inline-size: 100%; min-inline-size: 0; max-inline-size: 64rem; margin-inline: auto; padding: 1rem 1rem 4rem; }
.paper h2 { margin-block-start: 3rem; }
.headlines { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: 1rem; margin: 1.5rem 0; padding: 0; }
.headlines > div { padding: 1rem; border: 1px solid var(--line); border-radius: var(--radius-8); }
.headlines dt { font-size: var(--size-14); }
.headlines dd { margin: 0; font-size: var(--size-26); font-weight: 700; line-height: 1.4; color: var(--text-strong); overflow-wrap: anywhere; }
.headlines dd small { display: block; font-size: var(--size-14); font-weight: 400; color: var(--text-quiet); }
.table-box table { inline-size: auto; min-inline-size: 100%; }
.table-box tbody th { min-inline-size: 6.5rem; }
@media print { details::details-content { content-visibility: visible; block-size: auto; } summary { display: none; } }
.contents { columns: 2 14rem; padding-inline-start: 1.2rem; }
.contents a { display: inline-block; padding-block: 0.4rem; }
"""  # noqa: E501


@lru_cache(maxsize=1)
def _style() -> str:
    sheets = ("tokens", "text", "components", "charts")
    return "".join((_SHEETS / f"{name}.css").read_text(encoding="utf-8") for name in sheets) + _OWN


def paper(title: str, body: Iterable[str]) -> str:
    """Return the whole file; its own policy lets a browser load nothing but this style."""
    style = _style()
    mark = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        '<!doctype html>\n<html lang="ja"><head><meta charset="utf-8">'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{mark}'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} | todoke 届け</title><style>{style}</style></head>"
        f'<body><main class="paper"><h1>{escape(title)}</h1>{"".join(body)}</main></body></html>\n'
    )


def paragraph(text: str, kind: str = "") -> str:
    """Return a paragraph; ``kind`` is a class of the design system."""
    return f'<p class="{kind}">{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>"


def headlines(rows: Sequence[tuple[str, str, str]]) -> str:
    """Return large figures: what, how much, and a note."""
    cells = (
        f"<div><dt>{escape(what)}</dt><dd>{escape(figure)}<small>{escape(note)}</small></dd></div>"
        for what, figure, note in rows
    )
    return f'<dl class="headlines">{"".join(cells)}</dl>'


def contents(chapters: Sequence[tuple[str, str]]) -> str:
    """Return links to the chapters: id and title."""
    links = (f'<li><a href="#{key}">{escape(title)}</a></li>' for key, title in chapters)
    return f'<nav aria-label="もくじ"><ul class="contents">{"".join(links)}</ul></nav>'


def listed(items: Iterable[str]) -> str:
    """Return a list."""
    return f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ul>"
