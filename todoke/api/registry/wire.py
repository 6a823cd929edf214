"""What travels over the wire of the registry: its own types, plain dictionaries at run time (レジストリの型)."""

from typing import Annotated, Any, Literal, NotRequired, TypeAlias

from pydantic import BaseModel, Field, WithJsonSchema
from typing_extensions import TypedDict

from todoke.api.wire import TextOut

Kind: TypeAlias = Literal["program", "procedure"]
SchemeName: TypeAlias = Literal["categories", "targets", "contents", "menus"]
StateName: TypeAlias = Literal["published", "retired"]
CONTENT_SCHEMA = "RecordContent"
CONTENT_MARK = {"type": "object", "title": CONTENT_SCHEMA}
Content = Annotated[dict[str, Any], WithJsonSchema({**CONTENT_MARK})]
"""A program or a procedure; its schema is put in the place of the mark when the document is made."""


class RecordVersionOut(TypedDict):
    """What is known of a version: what it says, since when it holds, when it was recorded, what it rests on."""

    serial: int
    statement: Literal["holds", "retired", "withdrawn"]
    effective_from: str | None
    recorded_at: str
    channel: str
    fingerprint: str
    note: str | None
    sources: list[Any]


class AliasOut(TypedDict):
    """Another name of a record: a key of the seed, an id in the rulebook, a number it has elsewhere."""

    scheme: str
    value: str


class RecordOut(TypedDict):
    """A record with the version in force on the day asked for."""

    number: str
    url: str
    kind: Kind
    state: StateName
    name: TextOut
    body: str | None
    family: str
    synthetic: bool
    changed_at: str | None
    version: RecordVersionOut
    content: Content
    aliases: list[AliasOut]


class RecordSummary(TypedDict):
    """A record in a list; ``area`` empty means the whole nation."""

    number: str
    url: str
    kind: Kind
    state: StateName
    name: TextOut
    summary: TextOut | None
    level: str
    area: list[str]
    audience: str
    body: str | None
    family: str
    menu: str | None
    rules: str | None
    categories: list[str]
    life_events: list[str]
    digital: str
    checked_on: str | None
    review_on: str | None
    changed_at: str | None


class RecordPage(TypedDict):
    """A page of records; ``next`` is the cursor of the following page, null on the last.

    ``total`` and ``did_you_mean`` are told only where words were searched for.
    """

    next: str | None
    records: list[RecordSummary]
    total: NotRequired[int]
    did_you_mean: NotRequired[str | None]


class SpanOut(TypedDict):
    """A version with the first day on which it no longer holds; null where no later one is known."""

    effective_to: str | None
    version: RecordVersionOut
    content: Content


class RecordHistoryOut(TypedDict):
    """What holds one after another, oldest first, and every version ever recorded, newest first."""

    number: str
    in_force: list[SpanOut]
    recorded: list[RecordVersionOut]


class FamilyOut(TypedDict):
    """The head of a family and its local versions, the head first."""

    family: str
    records: list[RecordSummary]


class ChangeOut(TypedDict):
    """One change; ``content`` null where it was not asked for."""

    position: int
    at: str
    action: Literal["created", "changed", "retired"]
    number: str
    kind: Kind
    url: str
    version: RecordVersionOut
    content: Content | None


class ChangePage(TypedDict):
    """Changes after a position, oldest first; ``next`` is to be asked from next, ``head`` is the newest there is."""

    after: int
    next: int
    head: int
    changes: list[ChangeOut]


class TermOut(TypedDict):
    """A code of a taxonomy."""

    code: str
    name: TextOut | None
    categories: list[str]


class TermList(TypedDict):
    """A taxonomy."""

    terms: list[TermOut]


class LifeStepOut(TypedDict):
    """One thing to do in a life event, with keys of procedures and ids of programs."""

    heading: TextOut
    when: TextOut | None
    note: TextOut | None
    procedures: list[str]
    programs: list[str]


class LifeEventOut(TypedDict):
    """A life event with what to do in it, in order. What is sensitive is to be shown quietly and never sent."""

    key: str
    name: TextOut
    lead: TextOut
    kana: str
    words: list[str]
    audience: str
    sensitive: bool
    survey: list[str]
    catalogue: list[str]
    categories: list[str]
    steps: list[LifeStepOut]


class LifeEventList(TypedDict):
    """All life events."""

    life_events: list[LifeEventOut]


class BodyOut(TypedDict):
    """A body that may keep records, with how many it has published."""

    number: str
    name: str
    kind: str
    area: str
    records: int


class BodyList(TypedDict):
    """All bodies."""

    bodies: list[BodyOut]


class MeasureOut(TypedDict):
    """One measure: how many of the records it is asked of meet it."""

    key: str
    label: TextOut
    weight: int
    met: int
    asked: int
    percent: int | None


class BodyQualityOut(TypedDict):
    """The quality of a body's records; ``points`` from 0 to 100."""

    body: str
    name: str
    points: int | None
    records: int
    weakest: list[str]
    measures: list[MeasureOut]


class QualityList(TypedDict):
    """The quality of all bodies that keep records, on a day."""

    on: str
    bodies: list[BodyQualityOut]


class DigitalRateOut(TypedDict):
    """How many procedures of a scope can be done online, and what stands in the way of the others."""

    scope: str
    on: str
    total: int
    done: int
    partly: int
    law: int
    discretion: int
    unknown: int
    exempt: int
    percent: float | None
    percent_within_discretion: float | None
    percent_by_filings: float | None
    filings_known: int


class DigitalExampleOut(TypedDict):
    """What became better in one named procedure: no rate is given without one."""

    name: TextOut
    before: TextOut
    after: TextOut


class DigitalList(TypedDict):
    """Rates with examples."""

    rates: list[DigitalRateOut]
    examples: list[DigitalExampleOut]


class CorrectionRequest(BaseModel):
    """What is wrong with a record."""

    words: str = Field(
        min_length=1, max_length=1000, description="どこが、どうちがうか。個人の情報は書かない"
    )
    source_url: str | None = Field(
        default=None, max_length=500, description="正しいことが書いてあるページ(http か https)"
    )


class CorrectionResult(TypedDict):
    """That the words were received; staff of the body in charge decide what becomes of them."""

    number: str
    received: bool
    explanation: str


class BulkFileOut(TypedDict):
    """A file of open data; ``area`` null for the whole."""

    name: str
    url: str
    format: str
    media_type: str
    area: str | None
    records: int | None
    size: int
    sha256: str


class BulkList(TypedDict):
    """The files of the newest bundle; ``position`` is where the change feed goes on from it."""

    position: int | None
    changed_at: str | None
    license: str
    attribution: str
    files: list[BulkFileOut]
