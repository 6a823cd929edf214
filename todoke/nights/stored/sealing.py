"""Sealed files: written whole or not at all, and refused when a byte is missing or changed."""

from __future__ import annotations

import errno
import hashlib
import os
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Final

SEAL_BYTES: Final = 32
"""The last bytes of a sealed file: the SHA-256 of all bytes before."""

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class NightError(Exception):
    """Something about nights that cannot go on, in words that name the file and the cure."""


class NoRoomError(NightError):
    """The disk is full: nothing was replaced, and what was finished stays for the next attempt."""


class DamagedPartError(NightError):
    """A file of a night is missing, cut short or changed."""


def write_whole(path: Path, *pieces: bytes | bytearray | memoryview) -> None:
    """Write a file under another name and rename it when complete; raises NoRoomError, leaving nothing behind."""
    unfinished = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.tmp")
    try:
        with unfinished.open("wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fdatasync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        if error.errno in _NO_ROOM:
            raise NoRoomError(
                f"ディスクに空きがなく、{path} を書けません。空きを作って、同じコマンドをもう一度実行してください"
                "(できた区市町村はそのまま使います)"
            ) from None
        raise


def remove_unfinished(folder: Path) -> None:
    """Remove what writers that were killed have left behind."""
    for path in folder.glob(".*.tmp"):
        if path.is_file():
            path.unlink(missing_ok=True)


def write_sealed(path: Path, *pieces: bytes | bytearray | memoryview) -> str:
    """Write a sealed file and return its seal in hexadecimal digits."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    write_whole(path, *pieces, digest.digest())
    return digest.hexdigest()


def read_sealed(path: Path, *, cure: str, seal: str | None = None) -> tuple[memoryview, str]:
    """Return the bytes of a sealed file without its seal, and the seal.

    Raises DamagedPartError, which names the file and the ``cure``, where they are not those that were written.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = "ありません" if isinstance(error, FileNotFoundError) else f"読めません({error.strerror})"
        raise DamagedPartError(f"{path} が{reason}。{cure}") from None
    body, written = memoryview(content)[:-SEAL_BYTES], content[-SEAL_BYTES:]
    found = hashlib.sha256(body)
    if len(content) < SEAL_BYTES or found.digest() != written or (seal and found.hexdigest() != seal):
        raise DamagedPartError(f"{path} が壊れています(中身が書いたときと違います)。{cure}")
    return body, found.hexdigest()
