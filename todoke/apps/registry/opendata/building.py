"""Building a bundle: written aside, checked off in a manifest, and put in place in one step."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from todoke.apps.registry.exporting.selecting import with_content
from todoke.apps.registry.models import Record
from todoke.apps.registry.opendata.manifest import CURRENT, MANIFEST, BundledFile, Manifest, bundled
from todoke.apps.registry.opendata.schema import bundle_schema
from todoke.apps.registry.opendata.words import DICTIONARY_HEADER, LICENSE, attribution, dictionary
from todoke.apps.registry.opendata.writing import Part, version_of, write_table
from todoke.apps.registry.queries.lines import instant
from todoke.apps.registry.queries.listing import newest_change
from todoke.formats import areas
from todoke.formats.sources import Format

WHOLE = "all"
_TEXTS = ("LICENSE.txt", "ATTRIBUTION.txt", "schema.json", "dictionary.csv")
_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest a ZIP file can tell: the same files give the same bytes on every day."""


class BundleBusyError(RuntimeError):
    """Another build is under way in this folder."""


@dataclass(frozen=True, slots=True)
class Built:
    """What building did."""

    folder: Path
    manifest: Manifest
    is_new: bool
    """False where the bundle in place already had exactly this content."""


def build_bundle(out: Path, *, base: str = "/id/") -> Built:
    """Build the bundle of all published real records under ``out`` and make it the current one.

    Readers see the old bundle or the new one, never half of one, and a crash leaves the old one. Raises
    BundleBusyError, OSError.
    """
    out.mkdir(parents=True, exist_ok=True)
    with _alone(out):
        for leftover in out.glob("making-*"):
            shutil.rmtree(leftover)
        making = Path(tempfile.mkdtemp(dir=out, prefix="making-"))
        making.chmod(0o755)
        manifest = _write(making, base)
        mark = hashlib.sha256(manifest.written()).hexdigest()[:16]
        folder = out / f"bundle-{mark}"
        is_new = not folder.exists()
        if is_new:
            making.replace(folder)
        else:
            shutil.rmtree(making)
        before = (out / CURRENT).resolve()
        _point(out, folder)
        for old in out.glob("bundle-*"):
            # Whoever is reading the one before may finish.
            if old.resolve() not in (folder.resolve(), before):
                shutil.rmtree(old)
    return Built(folder, manifest, is_new)


def _write(folder: Path, base: str) -> Manifest:
    # Read before the records: what changes meanwhile is told again by the feed, and nothing is missed.
    change = newest_change(synthetic=False)
    with ExitStack() as files:
        parts, kinds, channels = _write_parts(folder, base, files)
    texts = _write_texts(folder, dict(channels))
    listed = [each for stem in sorted(parts, reverse=True) for each in _listed(folder, parts[stem])]
    manifest = Manifest(
        position=0 if change is None else change.position,
        changed_at=None if change is None else instant(change.at),
        counts=dict(sorted(kinds.items())),
        channels=dict(sorted(channels.items())),
        files=(*listed, *texts),
    )
    (folder / MANIFEST).write_bytes(manifest.written())
    return manifest


def _write_parts(
    folder: Path, base: str, files: ExitStack
) -> tuple[dict[str, Part], Counter[str], Counter[str]]:
    """Write every record into its parts; return the parts, and how many records of which kind and origin."""
    parts = {WHOLE: files.enter_context(Part(folder, WHOLE, area=None, base=base))}
    kinds: Counter[str] = Counter()
    channels: Counter[str] = Counter()
    published = Record.objects.published().real().select_related("current").order_by("number")
    for each in with_content(published, formats=(Format.TOKYO_REGISTRY,)):
        kinds[each.record.kind] += 1
        channels[version_of(each).channel] += 1
        parts[WHOLE].add(each)
        for area in each.content.area:
            if area in areas.names() and area != areas.METROPOLIS:
                if area not in parts:
                    parts[area] = files.enter_context(Part(folder, area, area=area, base=base))
                parts[area].add(each)
    return parts, kinds, channels


def _write_texts(folder: Path, channels: dict[str, int]) -> list[BundledFile]:
    (folder / "LICENSE.txt").write_text(LICENSE, encoding="utf-8")
    (folder / "ATTRIBUTION.txt").write_text(attribution(channels), encoding="utf-8")
    schema = json.dumps(bundle_schema(), ensure_ascii=False, indent=1) + "\n"
    (folder / "schema.json").write_text(schema, encoding="utf-8")
    write_table(folder / "dictionary.csv", DICTIONARY_HEADER, dictionary)
    formats = ("text", "text", "json-schema", "dictionary")
    return [bundled(folder / name, format=kind) for name, kind in zip(_TEXTS, formats, strict=True)]


def _listed(folder: Path, part: Part) -> Iterator[BundledFile]:
    """Yield the files of a part, then all of them in one archive; a file without any record is not kept."""
    names = part.names()
    for path in folder.glob(f"{part.stem}.*"):
        if path.name not in names.values():
            path.unlink()
    for kind, name in names.items():
        yield bundled(folder / name, format=kind, area=part.area, records=part.counts[kind])
    path = folder / f"{part.stem}.zip"
    _pack(path, [folder / name for name in (*names.values(), *_TEXTS)])
    yield bundled(path, format="zip", area=part.area, records=part.counts["todoke-json"])


def _pack(path: Path, members: list[Path]) -> None:
    with zipfile.ZipFile(path, "w", compression=zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for member in members:
            entry = zipfile.ZipInfo(member.name, date_time=_NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with member.open("rb") as source, archive.open(entry, "w", force_zip64=True) as target:
                shutil.copyfileobj(source, target, 1 << 20)


def _point(out: Path, folder: Path) -> None:
    """Make ``folder`` the current one in one step."""
    fresh = out / f"{CURRENT}.new"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(folder.name, target_is_directory=True)
    fresh.replace(out / CURRENT)


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    handle = os.open(out / ".lock", os.O_CREAT | os.O_RDWR, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BundleBusyError from None
        yield
    finally:
        os.close(handle)
