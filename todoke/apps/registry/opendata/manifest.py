"""The manifest of a bundle: its files with counts and checksums, and where the change feed goes on from it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

MANIFEST = "manifest.json"
CURRENT = "current"

MEDIA_TYPES: Mapping[str, str] = {
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".zip": "application/zip",
}


@dataclass(frozen=True, slots=True)
class BundledFile:
    """One file of a bundle."""

    name: str
    format: str
    area: str | None
    records: int | None
    size: int
    sha256: str

    @property
    def media_type(self) -> str:
        """What the file is, for HTTP."""
        return MEDIA_TYPES[Path(self.name).suffix]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle holds. It names no day of building: the same registry gives the same bytes."""

    position: int
    """The last change that is in the files: a reader of them goes on with ``/changes?after=`` this."""
    changed_at: str | None
    counts: dict[str, int]
    """Records by kind."""
    channels: dict[str, int]
    """Records by where they came from."""
    files: tuple[BundledFile, ...]

    def written(self) -> bytes:
        """Return the manifest as it is stored."""
        plain = {"license": "CC-BY-4.0", **asdict(self)}
        return (json.dumps(plain, ensure_ascii=False, indent=1) + "\n").encode()


def bundle_folder() -> Path:
    """Return where bundles of this installation are kept."""
    return Path(settings.VAR_DIR) / "opendata"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A finished bundle: the folder its files stand in, and what they are."""

    folder: Path
    manifest: Manifest


def find_bundle(folder: Path) -> Bundle | None:
    """Return the current bundle under ``folder``, or None where none was built.

    The folder is that of this very bundle: a newer one that comes meanwhile stands elsewhere.
    """
    here = (folder / CURRENT).resolve()
    try:
        raw: dict[str, Any] = json.loads((here / MANIFEST).read_bytes())
    except FileNotFoundError:
        return None
    raw.pop("license")
    return Bundle(here, Manifest(**{**raw, "files": tuple(BundledFile(**each) for each in raw["files"])}))


def bundled(path: Path, *, format: str, area: str | None = None, records: int | None = None) -> BundledFile:
    """Return a written file with its size and checksum."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return BundledFile(path.name, format, area, records, path.stat().st_size, digest.hexdigest())
