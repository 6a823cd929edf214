"""Compiles the translations, so that running needs no gettext on the machine."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_messages(folder: Path) -> list[Path]:
    """Compile every catalog under ``folder`` that is newer than its compiled form; return those compiled.

    Entries marked fuzzy are left out, so a doubtful translation falls back to the Japanese source.
    """
    compiled = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as text:
            catalog = read_po(text)
        # Written beside and moved into place: other processes may be reading, or doing the same.
        draft = target.with_suffix(f".{os.getpid()}.draft")
        with draft.open("wb") as binary:
            write_mo(binary, catalog)
        draft.replace(target)
        compiled.append(source)
    return compiled
