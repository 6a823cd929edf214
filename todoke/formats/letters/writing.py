"""Writing letters (手紙) as one PDF that screen readers can read (PDF/UA-1), one letter a page.

What letters say is handed over as data and is never part of the page's program, so no name can change the page.
Needs the extra ``letters``; without it LettersUnavailableError, and the letter is printed from its HTML page.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import segno

from todoke.formats.letters.paper import A4, Paper

_TEMPLATE = Path(__file__).with_name("letter.typ")
MOST = 500
"""Letters in one PDF."""


class LettersUnavailableError(Exception):
    """No PDF can be made here: the program or the font is missing; the message says which, and what to do."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter. ``check_url`` is the page where its code is checked, without a login."""

    name: str
    address: str
    office: str
    day: str
    title: str
    lines: Sequence[str]
    code: str
    check_url: str


def qr_svg(url: str) -> str:
    """Return a QR code as SVG."""
    written = io.BytesIO()
    segno.make(url, error="m", micro=False).save(written, kind="svg", border=4, scale=4)
    return written.getvalue().decode()


def write_letters(letters: Sequence[Letter], *, title: str, font: str, paper: Paper = A4) -> bytes:
    """Return the PDF; raises LettersUnavailableError, and ValueError for none or too many letters."""
    if not 0 < len(letters) <= MOST:
        raise ValueError(f"a PDF holds 1 to {MOST} letters")
    try:
        import typst
    except ImportError:
        raise LettersUnavailableError(
            "手紙のPDFを作る部品がありません。`make letters` を実行してください"
        ) from None
    said = {
        "title": title,
        "font": font,
        "paper": asdict(paper),
        "letters": [_said(letter) for letter in letters],
    }
    if not _has_font(font):
        raise LettersUnavailableError(f"書体「{font}」がありません。LETTER_FONT で、ある書体を選んでください")
    written = typst.compile(
        _TEMPLATE.read_bytes(),
        sys_inputs={"letters": json.dumps(said, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=0,
    )
    if not isinstance(written, bytes):
        raise TypeError("typst gave no single file")
    return written


def _said(letter: Letter) -> dict[str, object]:
    return {
        **asdict(letter),
        "lines": list(letter.lines),
        "check": letter.check_url,
        "qr": qr_svg(letter.check_url),
        "qr_says": f"確認するページのQRコード: {letter.check_url}",
    }


def _has_font(font: str) -> bool:
    import typst

    return font.casefold() in {name.casefold() for name in typst.Fonts().families()}
