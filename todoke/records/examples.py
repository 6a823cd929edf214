"""Named procedures that stand beside rates, and rates that others published (A13, A11)."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from todoke.rules import yamlfile
from todoke.rules.citations import Citation
from todoke.rules.facts import Definition
from todoke.rules.programs import ProgramId
from todoke.rules.texts import Text


class ExampleMissingError(LookupError):
    """A rate has no example and must not be shown."""


class Example(Definition):
    """What became better in one named procedure."""

    rate: str
    program: ProgramId | None = None
    procedure: str | None = None
    """Key of data/registry/procedures."""
    name: Text
    before: Text
    after: Text
    since: date | None = None
    minutes: int | None = None
    steps: int | None = None
    documents: int | None = None
    source: Citation


class PublishedRate(Definition):
    """A rate or a count that a body published, with the day it is of."""

    scope: str
    on: date
    percent: float | None = None
    count: int | None = None
    what: Text
    source: Citation


@lru_cache(maxsize=2)
def load_examples(path: Path) -> tuple[Example, ...]:
    """Return the examples of a file. Raises YamlError or pydantic's ValidationError."""
    return tuple(Example.model_validate(raw) for raw in yamlfile.read(path))


@lru_cache(maxsize=2)
def load_published_rates(path: Path) -> tuple[PublishedRate, ...]:
    """Return the published rates of a file. Raises YamlError or pydantic's ValidationError."""
    return tuple(PublishedRate.model_validate(raw) for raw in yamlfile.read(path))


def examples_for(rate: str, examples: tuple[Example, ...]) -> tuple[Example, ...]:
    """Return the examples of a rate. Raises ExampleMissingError where there is none: the page is not built."""
    found = tuple(example for example in examples if example.rate == rate)
    if not found:
        raise ExampleMissingError(
            f"率「{rate}」に具体例がありません。data/registry/examples.yaml に書いてください"
        )
    return found
