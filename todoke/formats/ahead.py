"""Reading ahead: a second process reads, repairs and prepares records while the first writes them to the database.

Nothing here knows the database, so a read record is complete before a transaction begins.
"""

from __future__ import annotations

import hashlib
import itertools
import multiprocessing
import pickle
import signal
import zlib
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path

from todoke.formats.areas import DATA
from todoke.formats.generating.records import FIRST_SERIAL
from todoke.formats.repairs import Parsed, Unreadable
from todoke.formats.sniffing import sniff
from todoke.formats.sources import Format, Reading, open_source
from todoke.records.numbers import PSID
from todoke.search.lexicon import read_lexicon
from todoke.search.prepared import Prepared, prepare
from todoke.search.spelling import Spelling

SECOND_PROCESS_FROM = 4 << 20
PACKED_FROM = 1 << 18
"""A smaller file is not worth starting a process for; Parquet and spreadsheets are compressed."""

WRITTEN_BACK = frozenset({Format.TOKYO_REGISTRY, Format.GIF, Format.OPEN_DATA})
"""Formats that keep each record as its source has it, for a lossless export."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A record ready to be written, or only its ``known`` where its text is one the caller knows.

    ``digest`` is the SHA-256 of its text, ``packed`` the text compressed where the format is written back,
    ``indexed`` what search holds of it.
    """

    found: Parsed | Unreadable | None
    resume: int
    done: int
    known: int | None = None
    digest: str = ""
    packed: bytes | None = None
    indexed: Prepared | None = None


def is_synthetic(number: str) -> bool:
    """Tell whether a number is of those set aside for synthetic records.

    >>> is_synthetic("psid3.0+8000020131016+900001+UM54"), is_synthetic("psid3.0+8000020131016+10+UM54")
    (True, False)
    """
    scheme, _, serial, _ = number.split("+")
    return scheme == PSID and int(serial) >= FIRST_SERIAL


def batches(
    format_: Format,
    path: Path,
    *,
    resume: int,
    position: int,
    size: int,
    known: Mapping[str, int] | None = None,
    data: Path = DATA,
    second_process: bool | None = None,
) -> Generator[list[Ready], None, None]:
    """Yield what is left of the file in batches of ``size``; a large file is read by a second process.

    ``known`` holds digests of texts that need not be read again, each with the number the caller has for it.
    Raises whatever reading raises.
    """
    if second_process is None:
        packed = sniff(path).kind in ("parquet", "xlsx")
        second_process = path.stat().st_size >= (PACKED_FROM if packed else SECOND_PROCESS_FROM)
    if not second_process:
        yield from _here(format_, path, resume, position, size, known or {}, data)
        return
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    reader = context.Process(
        target=_send_batches,
        args=(sender, format_, path, resume, position, size, known or {}, data),
        name="todoke-import-reader",
        daemon=True,
    )
    reader.start()
    sender.close()
    try:
        while True:
            try:
                sent = pickle.loads(receiver.recv_bytes())  # noqa: S301 - from the process started above
            except EOFError:
                raise RuntimeError("ファイルを読む処理が途中で止まりました") from None
            if sent is None:
                return
            if isinstance(sent, BaseException):
                raise sent
            yield sent
    finally:
        receiver.close()
        reader.terminate()
        reader.join()


def _send_batches(
    sender: Connection,
    format_: Format,
    path: Path,
    resume: int,
    position: int,
    size: int,
    known: Mapping[str, int],
    data: Path,
) -> None:
    """Send every batch, then None; in place of what fails, the error. Ends when nobody listens any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        try:
            for batch in _here(format_, path, resume, position, size, known, data, packing=True):
                sender.send_bytes(pickle.dumps(batch, pickle.HIGHEST_PROTOCOL))
            sender.send_bytes(pickle.dumps(None))
        except (ValueError, OSError) as error:
            if isinstance(error, BrokenPipeError):
                raise
            sender.send_bytes(pickle.dumps(error))
    except BrokenPipeError:
        return
    finally:
        sender.close()


def _here(
    format_: Format,
    path: Path,
    resume: int,
    position: int,
    size: int,
    known: Mapping[str, int],
    data: Path,
    *,
    packing: bool = False,
) -> Generator[list[Ready], None, None]:
    items = open_source(format_, path).items(resume, position)
    spelling = _spelling(data)
    while batch := list(itertools.islice(items, size)):
        yield [_ready(format_, item, known, spelling, packing) for item in batch]


@cache
def _spelling(data: Path) -> Spelling:
    return read_lexicon(data / "search").spelling


def _ready(
    format_: Format, item: Reading, known: Mapping[str, int], spelling: Spelling, packing: bool
) -> Ready:
    text = item.raw.encode("utf-8", "surrogatepass")
    digest = hashlib.sha256(text).hexdigest()
    if digest in known:
        return Ready(None, item.resume, item.done, known[digest])
    found = item.read()
    if isinstance(found, Unreadable):
        return Ready(found, item.resume, item.done)
    indexed = None
    if found.number:
        synthetic = is_synthetic(found.number)
        indexed = prepare(found.number, found.content, spelling, synthetic=synthetic)
        indexed = indexed.packed() if packing else indexed
    packed = zlib.compress(text, 1) if format_ in WRITTEN_BACK else None
    return Ready(found, item.resume, item.done, digest=digest, packed=packed, indexed=indexed)
