"""What a proposed change of the rules would do to a sample of residents, worked out once and kept (影響の試算).

The sample is the population folder of the setting ``WHATIF_POPULATION``. What was worked out is kept under ``VAR``
by a hash over the residents, the rules before, the changed files and the day, so that it is never out of date.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings

from todoke.analytics.changing import Change, with_texts
from todoke.analytics.effect import FORMAT, Effect, read, written
from todoke.analytics.population import HOW_TO_MAKE, NoPopulationError, open_population
from todoke.analytics.whatif import whatif
from todoke.apps.registry.queries.rulebook import rules_folder
from todoke.engines.columnar.engine import ColumnarEngine
from todoke.engines.fingerprints import Fingerprints
from todoke.residents.snapshot import Snapshot
from todoke.rules.content import Content
from todoke.rules.library import rulebook_of

logger = logging.getLogger(__name__)

_MOST = 200_000
"""Of a larger population a part is drawn: a page does not wait for everybody."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The effect of a change; without one, how to get residents to try it on, or that trying it failed."""

    effect: Effect | None
    key: str = ""
    missing: str = ""
    has_failed: bool = False
    names: Mapping[str, str] | None = None


def preview_of(texts: Mapping[str, str], *, on: date) -> Preview:
    """Return what the changed rule files would do to the sample on a day."""
    folder = rules_folder()
    book = rulebook_of(folder)
    names = {code: one.name for code, one in book.content.municipalities.items()}
    try:
        residents = _residents(Path(settings.WHATIF_POPULATION), book.content)
    except NoPopulationError:
        logger.info("whatif_population_missing")
        return Preview(None, missing=HOW_TO_MAKE)
    key = _key(residents.identity, Fingerprints(book, on).rulebook(), texts, on)
    place = Path(settings.VAR_DIR) / "whatif" / f"{key}.json"
    effect = _kept(place)
    if effect is None:
        change = with_texts(folder, texts, book.content)
        if change.problems:
            return Preview(None, key, names=names)
        try:
            effect = _effect(change, residents, on)
        except Exception as error:
            # A corrupt sample or an engine's fault must not take the page away from the approver.
            logger.warning("whatif_failed", extra={"error": type(error).__name__})
            return Preview(None, key, has_failed=True)
        _keep(place, effect)
    return Preview(effect, key, names=names)


def _effect(change: Change, residents: Snapshot, on: date) -> Effect:
    return whatif(
        change,
        residents,
        on=on,
        engine=ColumnarEngine(),
        name="合成した住民",
        sample=_MOST if residents.persons > _MOST else None,
    )


_held: dict[tuple[Path, int], Snapshot] = {}


def _residents(folder: Path, content: Content) -> Snapshot:
    """Return the sample, opened once as long as its description does not change. Raises NoPopulationError."""
    described = folder / "population.json"
    mark = (folder, described.stat().st_mtime_ns if described.exists() else 0)
    if mark not in _held:
        found = open_population(folder, content)
        _held.clear()
        _held[mark] = found
    return _held[mark]


def _key(residents: str, rules: str, texts: Mapping[str, str], on: date) -> str:
    digest = hashlib.sha256(f"{FORMAT}\0{residents}\0{rules}\0{on}".encode())
    for path, text in sorted(texts.items()):
        digest.update(f"\0{path}\0{len(text.encode())}\0{text}".encode())
    return digest.hexdigest()[:32]


def _kept(place: Path) -> Effect | None:
    try:
        return read(place.read_text(encoding="utf-8"))
    except OSError:
        return None


def _keep(place: Path, effect: Effect) -> None:
    """Write the effect down; a full disk costs only the next reader a second's work."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        number, made = tempfile.mkstemp(dir=place.parent, prefix="making-")
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(written(effect))
        Path(made).replace(place)
    except OSError as error:
        logger.warning("whatif_not_kept", extra={"error": type(error).__name__})
