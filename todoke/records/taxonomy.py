"""The taxonomies as data: fields, targets, kinds of content, menus, life events (data/taxonomy)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from todoke.rules import yamlfile
from todoke.rules.facts import Definition
from todoke.rules.programs import ProgramId
from todoke.rules.texts import Text


class Named(Definition):
    """A code with its name; one was seen without."""

    code: str
    name: Text | None = None
    categories: tuple[str, ...] = ()


class EventStep(Definition):
    """One thing to do in a life event: by when, with which procedures, and which programs may come of it."""

    heading: Text
    when: Text | None = None
    note: Text | None = None
    procedures: tuple[str, ...] = ()
    """Keys of data/registry/procedures."""
    programs: tuple[ProgramId, ...] = ()


class LifeEventPage(Definition):
    """A life event (ライフイベント) with what to do in it, in order."""

    key: str = Field(pattern=r"^[a-z][a-z_]*$")
    name: Text
    lead: Text
    kana: str
    words: tuple[str, ...] = ()
    audience: Literal["resident", "business", "both"] = "resident"
    sensitive: bool = False
    """Shown quietly, never sent (illness, death, money trouble)."""
    survey: tuple[str, ...] = ()
    """Names of the event in the national survey of procedures."""
    catalogue: tuple[str, ...] = ()
    """Names of the event in the service catalogue (GIF 491-1)."""
    categories: tuple[str, ...] = ()
    steps: tuple[EventStep, ...] = ()


class Taxonomy(Definition):
    """All taxonomies of an installation."""

    categories: dict[str, Named]
    targets: dict[str, Named]
    contents: dict[str, Named]
    menus: dict[str, Named]
    life_events: dict[str, LifeEventPage]


@lru_cache(maxsize=2)
def load_taxonomy(folder: Path) -> Taxonomy:
    """Return the taxonomies under ``folder``, read once per process. Raises YamlError or ValidationError."""
    events = [
        LifeEventPage.model_validate(raw) for raw in yamlfile.read(folder / "life_events.yaml")["life_events"]
    ]
    return Taxonomy(
        categories=_named(folder / "categories.yaml"),
        targets=_named(folder / "targets.yaml"),
        contents=_named(folder / "contents.yaml"),
        menus=_named(folder / "menus.yaml"),
        life_events={event.key: event for event in events},
    )


def _named(path: Path) -> dict[str, Named]:
    return {item.code: item for item in (Named.model_validate(raw) for raw in yamlfile.read(path))}
