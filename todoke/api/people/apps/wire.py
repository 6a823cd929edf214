"""What goes over the line with private apps (やりとりの形)."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from todoke.api.wire import Language

MONTH = r"^[0-9]{4}-(0[1-9]|1[0-2])$"


class SubscriptionRequest(BaseModel):
    """Begin a subscription: by a month and a municipality, or by the number a resident was shown."""

    model_config = ConfigDict(extra="forbid")

    agreed_to: int = Field(ge=1, description="本人に見せた同意の文の版(GET /apps/terms の version)")
    municipality: str | None = Field(default=None, pattern=r"^[0-9]{6}$", description="6けたの団体コード")
    child_born: str | None = Field(
        default=None, pattern=MONTH, description="お子さんの生まれた月。これから生まれる月でもよい"
    )
    connection: str | None = Field(
        default=None,
        max_length=40,
        description="本人がマイページで受け取った番号。これがあれば月と区市町村は書かない",
    )
    channel: Literal["poll", "webhook"] = Field(
        default="poll", description="poll アプリが聞く、webhook アプリに送る"
    )
    language: Language = Field(default="ja", description="制度の名前と文のことば")


class Terms(TypedDict):
    """The words to show before somebody agrees."""

    version: int
    purpose: Literal["app"]
    items: list[str]
    days: int
    line: dict[Language, str]
    long: dict[Language, str]


class ConsentOut(TypedDict):
    """What was agreed to."""

    items: list[str]
    purpose: Literal["app"]
    version: int
    until: str


class SubscriptionOut(TypedDict):
    """A subscription, with the key that is shown this once."""

    id: str
    key: str
    channel: Literal["poll", "webhook"]
    language: Language
    consent: ConsentOut


class ProgramAheadOut(TypedDict):
    """A program in a month."""

    id: str
    name: str
    summary: str
    when: Literal["open", "begins", "ends"]
    undetermined: bool
    words: str
    why: str
    begins: str | None
    begins_at_latest: str | None
    ends: str | None
    ends_at_latest: str | None
    deadline: str | None
    deadline_at_latest: str | None
    url: str


class MonthOut(TypedDict):
    """A month with its programs."""

    month: str
    programs: list[ProgramAheadOut]


class UsedOut(TypedDict):
    """What the answer was made from."""

    items: list[str]
    agreed_on: str
    until: str


class MonthsOut(TypedDict):
    """This month and those after it."""

    as_of: str
    language: Language
    used: UsedOut
    months: list[MonthOut]


class HintOut(TypedDict):
    """That there is something to look at."""

    position: int
    subscription: str
    kind: str
    code: str
    office: str
    on: str


class HintsOut(TypedDict):
    """A page of hints; go on from ``next``."""

    notices: list[HintOut]
    next: int


class ProgramsQuery(BaseModel):
    """How far ahead."""

    months: int = Field(default=6, ge=1, le=12, description="今月のあと何か月か")


class HintsQuery(BaseModel):
    """From where on, and how many."""

    after: int = Field(
        default=0, ge=0, le=2**62, description="この位置より後。前の答えの next をそのまま渡す"
    )
    limit: int = Field(default=100, ge=1, le=500, description="1ページの件数")
