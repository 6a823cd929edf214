"""Letters as an HTML page to print, where no PDF can be made: the same words in the same places."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from todoke.formats.letters.paper import A4, Paper
from todoke.formats.letters.writing import Letter, qr_svg


def write_page(letters: Sequence[Letter], *, title: str, paper: Paper = A4) -> bytes:
    """Return a page that needs nothing else: no script, no font, no picture from elsewhere."""
    style = (
        f"@page{{size:{paper.width}mm {paper.height}mm;margin:{paper.margin}mm}}"
        "body{font:11pt/1.8 sans-serif;margin:0}section{position:relative;break-after:page}"
        f".to{{position:absolute;left:{paper.window_left - paper.margin}mm;"
        f"top:{paper.window_top - paper.margin}mm;width:{paper.window_width}mm}}"
        ".name{font-size:13pt}.from{text-align:right}h1{font-size:14pt;padding-top:40mm}"
        ".code{font-size:15pt;font-weight:bold}svg{width:32mm;height:32mm}"
    )
    body = "\n".join(_section(letter) for letter in letters)
    return (
        f'<!DOCTYPE html>\n<html lang="ja"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{style}</style></head>\n<body>\n{body}\n</body></html>\n"
    ).encode()


def _section(letter: Letter) -> str:
    lines = "".join(f"<p>{escape(line)}</p>" for line in letter.lines)
    picture = qr_svg(letter.check_url)
    svg = picture[picture.index("<svg") :].replace("<svg", '<svg role="img" aria-label="QR"', 1)
    return (
        f'<section><p class="from">{escape(letter.day)}<br>{escape(letter.office)}</p>'
        f'<p class="to">{escape(letter.address)}<br><br><span class="name">{escape(letter.name)} 様</span></p>'
        f"<h1>{escape(letter.title)}</h1>{lines}"
        f'<p>確認コード<br><span class="code">{escape(letter.code)}</span><br>{escape(letter.check_url)}</p>'
        f"{svg}</section>"
    )
