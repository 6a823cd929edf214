"""What one version of a record says: a program (制度) or a procedure (手続), whole, in one frozen value.

``Content`` is what is stored, compared, proposed, published and exported. Its JSON leaves out what is not said.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from todoke.records.parts import (
    AreaCode,
    Channel,
    CodeText,
    Contact,
    Digital,
    Document,
    Fee,
    LegalBasis,
    Link,
    Occurrence,
    Origin,
    Owner,
    Place,
    Support,
    Target,
    Volume,
)
from todoke.records.periods import Period
from todoke.rules.facts import Definition
from todoke.rules.texts import Text


class _Record(Definition):
    """What programs and procedures have in common."""

    name: Text
    common_name: Text | None = None
    """What people call it (通称)."""
    summary: Text | None = None
    """Two sentences at most, before any button."""
    description: Text | None = None
    words: tuple[str, ...] = ()
    """Everyday words by which it is looked for (くらしのことば)."""

    level: Literal["nation", "metropolis", "municipality", "other"]
    area: tuple[AreaCode, ...] = ()
    """Where it holds: municipality codes, 130001 for all of Tokyo, empty for the whole nation."""
    area_note: str | None = None
    owner: Owner = Owner()
    operator: str | None = None
    """Who carries it out where that is somebody else (実施組織)."""
    audience: Literal["resident", "business", "both", "office"] = "resident"

    categories: tuple[CodeText, ...] = ()
    """CSC codes (分野) of data/taxonomy/categories.yaml."""
    targets: tuple[CodeText, ...] = ()
    """CBF codes (対象者)."""
    contents: tuple[CodeText, ...] = ()
    """CCT codes (種類)."""
    life_events: tuple[str, ...] = ()
    """Keys of data/taxonomy/life_events.yaml."""
    menu: str | None = None
    """Universal-menu number, such as UM24: records of one menu are versions of one scheme."""
    origin: Origin | None = None

    periods: tuple[Period, ...] = ()
    channels: tuple[Channel, ...] = ()
    documents: tuple[Document, ...] = ()
    fees: tuple[Fee, ...] = ()
    contacts: tuple[Contact, ...] = ()
    links: tuple[Link, ...] = ()
    legal_basis: tuple[LegalBasis, ...] = ()
    digital: Digital = Digital()
    volume: Volume | None = None
    occurrence: Occurrence | None = None

    checked_on: date | None = None
    """When the office last compared the record with its own page (最終確認日)."""
    review_on: date | None = None
    """By when it looks again (見直し予定日)."""
    public_from: date | None = None
    public_until: date | None = None
    remarks: Text | None = None
    sensitive: bool = False
    """利用上の配慮: not to be shown or sent without care."""
    extra: dict[str, Any] = Field(default_factory=dict)
    """What an official format says that has no field above: format, then leaf, then value."""


class ProgramContent(_Record):
    """What a version says of a program: what a person can receive."""

    kind: Literal["program"] = "program"
    target: Target = Target()
    support: Support = Support()
    places: tuple[Place, ...] = ()
    capacity: str | None = None
    usage: Text | None = None
    """How it is used (利用方法)."""
    procedures: tuple[str, ...] = ()
    """Numbers of the procedures by which one obtains it."""
    requires: tuple[str, ...] = ()
    """Numbers, or names not resolved yet, of programs one must already receive."""
    excludes: tuple[str, ...] = ()
    rules: str | None = None
    """Id of the program in the rulebook that decides it."""


class ProcedureContent(_Record):
    """What a version says of a procedure: how one obtains a program or reports something."""

    kind: Literal["procedure"] = "procedure"
    filing: Literal["application", "report", "decision", "delivery", "inspection", "keeping", "other"] = (
        "application"
    )
    """申請・届出・処分通知・交付・縦覧・作成保存 (手続類型 of the national survey)."""
    who: Text | None = None
    """Who may file, and who may do it for them."""
    actor: str | None = None
    recipient: str | None = None
    via: str | None = None
    steps: tuple[Text, ...] = ()
    minutes: int | None = Field(default=None, ge=0)
    """How long filling in takes, as measured or estimated by the office."""
    asked: tuple[str, ...] = ()
    """What the form asks for (申請書等に記載させる情報)."""
    identity_check: str | None = None
    legal_procedures: tuple[str, ...] = ()
    """Ids of the legal 手続 of the national survey this one is made of."""


Content = Annotated[ProgramContent | ProcedureContent, Field(discriminator="kind")]
_ADAPTER: TypeAdapter[ProgramContent | ProcedureContent] = TypeAdapter(Content)


def read_content(raw: Any) -> ProgramContent | ProcedureContent:
    """Return the content of parsed JSON or YAML. Raises pydantic's ValidationError."""
    return _ADAPTER.validate_python(raw)


def as_json(content: ProgramContent | ProcedureContent) -> dict[str, Any]:
    """Return the content as plain JSON values, without what is not said.

    >>> as_json(ProcedureContent(name="転入届", level="municipality"))
    {'name': {'ja': '転入届'}, 'level': 'municipality', 'kind': 'procedure'}
    """
    plain: dict[str, Any] = content.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if content.periods:
        # Their kind is a default of its class, and what tells them apart.
        plain["periods"] = [
            {"kind": period.kind, **dumped}
            for period, dumped in zip(content.periods, plain["periods"], strict=True)
        ]
    return {**plain, "kind": content.kind}


def fingerprint(plain: dict[str, Any]) -> str:
    """Return the SHA-256 of plain content, independent of the order of its keys."""
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
