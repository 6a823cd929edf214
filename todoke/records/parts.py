"""The parts a record is made of: who is in charge, where one goes, what to bring, what it costs, what it rests on."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from todoke.rules.citations import Standing
from todoke.rules.facts import Definition
from todoke.rules.texts import Text

AreaCode = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
CodeText = Annotated[str, Field(pattern=r"^[0-9]{3}$")]
CorporateNumber = Annotated[str, Field(pattern=r"^[0-9]{13}$")]
METROPOLIS_AREA = "130001"


class Owner(Definition):
    """Who is in charge (所管): the body, and the section that keeps this record."""

    body: CorporateNumber | None = None
    name: str | None = None
    section: str | None = None
    section_code: str | None = None


class Contact(Definition):
    """Where to ask (問い合わせ先)."""

    name: str | None = None
    phone: str | None = None
    extension: str | None = None
    email: str | None = None
    url: str | None = None
    hours: Text | None = None
    postal_code: str | None = None
    address: str | None = None
    note: Text | None = None


class ProcessingTime(Definition):
    """The standard processing period (標準処理期間) from arrival to decision.

    Source: 行政手続法 Art. 6.
    """

    text: str
    days: int | None = Field(default=None, ge=0)
    months: int | None = Field(default=None, ge=0)


ChannelKind = Literal[
    "online",
    "counter",
    "post",
    "phone",
    "fax",
    "email",
    "employer",
    "school",
    "hospital",
    "automatic",
    "event",
]


class Channel(Definition):
    """A way to apply or to report (受付方法), with its address."""

    kind: ChannelKind
    name: Text | None = None
    url: str | None = None
    address: str | None = None
    phone: str | None = None
    hours: Text | None = None
    processing: ProcessingTime | None = None
    note: Text | None = None


class Document(Definition):
    """Something to bring or attach (必要なもの)."""

    name: Text
    needed_when: Text | None = None
    required: bool = True
    code: str | None = None
    url: str | None = None
    """A form to download."""


class Fee(Definition):
    """What the person pays (手数料・費用); ``yen`` is left out where the words give no single figure."""

    text: Text
    yen: int | None = Field(default=None, ge=0)
    channel: ChannelKind | None = None


class Link(Definition):
    """A page that tells more."""

    url: str
    title: str | None = None
    role: Literal["official", "related", "form", "apply", "law"] = "related"


class LegalBasis(Definition):
    """The law, ordinance or outline it rests on (根拠)."""

    law: str
    article: str | None = None
    url: str | None = None


NotDigitalReason = Literal[
    "law", "discretion", "cost", "original", "face_to_face", "volume", "planned", "other"
]


class Digital(Definition):
    """Whether it can be done online, and why not where it cannot (デジタル化の状況)."""

    state: Literal["done", "partly", "not_yet", "exempt", "other", "unknown"] = "unknown"
    reason_kind: (
        Literal["law", "discretion", "cost", "original", "face_to_face", "volume", "planned", "other"] | None
    ) = None
    """``law``: the law must change first; the others are within the office's own discretion."""
    reason: str | None = None
    since: date | None = None
    url: str | None = None


class Volume(Definition):
    """How many filings a year; blank is not zero."""

    count: int | None = Field(default=None, ge=0)
    online: int | None = Field(default=None, ge=0)
    fiscal_year: int | None = Field(default=None, ge=1990, le=2100)
    source: str | None = None


class Occurrence(Definition):
    """How often a person meets it in life, and at what age (A12)."""

    frequency: Literal["once", "few_times", "yearly", "monthly", "often", "per_event", "unknown"] = "unknown"
    from_age: int | None = Field(default=None, ge=0, le=120)
    to_age: int | None = Field(default=None, ge=0, le=120)


class Origin(Definition):
    """The scheme a local variant comes from (元制度番号) and how it departs from it (制度変更区分, GIF 451-4).

    0: other words only; 1: something added; 2: detailed by condition.
    """

    number: str
    change: Literal[0, 1, 2] = 0


class AgeBand(Definition):
    """Ages in months, from the first month to the one before ``until``; an open end is left out.

    「3歳未満」 is ``until=36``, 「3歳以下」 runs to the day before the fourth birthday: ``until=48``.
    """

    from_: int | None = Field(default=None, alias="from", ge=0)
    until: int | None = Field(default=None, ge=0)
    standing: Standing = Standing.STATED
    quote: str | None = None


class Support(Definition):
    """What one gets: told as a whole, as money, as help in kind, and the amounts that could be read."""

    text: Text | None = None
    money: str | None = None
    goods: str | None = None
    amounts: tuple[SupportAmount, ...] = ()


class SupportAmount(Definition):
    """An amount in yen with what it is per."""

    text: Text
    yen: int | None = Field(default=None, ge=0)
    per: Literal["month", "year", "once", "day", "hour", "time", "child"] | None = None
    upper_limit: bool = False


class Place(Definition):
    """Where it takes place (実施場所)."""

    name: str | None = None
    address: str | None = None


class Target(Definition):
    """Who it is for, in the office's words, and the ages that could be read from them."""

    persons: Text | None = None
    conditions: Text | None = None
    ages: tuple[AgeBand, ...] = ()


Support.model_rebuild()
