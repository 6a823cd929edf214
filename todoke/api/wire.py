"""What travels over the wire: the API's own types, apart from the rules' (公開APIの型).

Everything here is a plain dictionary at run time, so that an answer is written as JSON without another pass.
"""

from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from typing_extensions import TypedDict

from todoke.rules.programs import LifeEvent, Topic

Language: TypeAlias = Literal["ja", "easy", "en"]
Amount: TypeAlias = int | float
OutcomeName: TypeAlias = Literal[
    "eligible", "not_eligible", "undetermined", "out_of_scope", "not_encoded", "rule_error"
]
Who: TypeAlias = Literal["resident", "municipality", "office"]
TruthName: TypeAlias = Literal["true", "false", "unknown"]


def _written_day(raw: Any) -> Any:
    if isinstance(raw, str) and len(raw) == len("2026-11-22"):
        return date.fromisoformat(raw)
    raise ValueError("2026-11-22 の形の日付にしてください")


Day = Annotated[date, BeforeValidator(_written_day)]


class CheckRequest(BaseModel):
    """A household and what is asked of it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    household: Any = Field(description="世帯(docs/reference/household.schema.json の形)")
    on: Day | None = Field(default=None, description="いつの時点の制度で判定するか(省略すると東京の今日)")
    programs: list[str] | None = Field(default=None, description="判定する制度の id(省略するとすべて)")
    language: Language = Field(
        default="ja", description="文の言語: ja 日本語、easy やさしい日本語({漢字|かんじ}の読みつき)、en 英語"
    )
    trace: bool = Field(default=False, description="true にすると、条件ごとの判定と根拠を付ける")


class ProgramQuery(BaseModel):
    """What is looked for among the programs."""

    topic: Topic | None = Field(default=None, description="分野")
    life_event: LifeEvent | None = Field(default=None, description="ライフイベント")
    q: str | None = Field(default=None, max_length=100, description="さがす言葉")
    municipality: str | None = Field(default=None, max_length=20, description="区市町村のコードか名前")
    limit: int = Field(default=50, ge=1, le=100, description="1ページの件数")
    cursor: str | None = Field(default=None, max_length=40, description="前のページの next")


class LanguageQuery(BaseModel):
    """In which language words are wanted."""

    language: Language = Field(default="ja", description="規則の文(words)の言語")


class CitationOut(TypedDict):
    """The law or the page a condition rests on, and how far it was compared (verified, recalled, disputed)."""

    law: str
    article: str | None
    url: str | None
    quote: str | None
    check: str
    note: str | None


class ConditionOut(TypedDict):
    """A condition of a rule with its answer; ``status`` tells how firmly it rests on its source."""

    id: str
    truth: TruthName
    label: str
    status: str
    note: str | None
    citation: CitationOut


class AmountOut(TypedDict):
    """An amount between two bounds; null where there is no bound, both null where no figure can be promised."""

    id: str
    label: str
    kind: str
    unit: str
    period: str
    low: Amount | None
    high: Amount | None
    words: str


class NeedOut(TypedDict):
    """What would settle an answer, and who can tell it: the resident, the municipality or the office in charge."""

    fact: str
    member: str | None
    ask: Who
    question: str


class ReasonOut(TypedDict):
    """A condition that decides, in words."""

    truth: TruthName
    text: str


class _Subject(TypedDict):
    member: str | None
    outcome: OutcomeName
    reasons: list[ReasonOut]
    amounts: list[AmountOut]


class SubjectOut(_Subject, total=False):
    """The answer for one member (``member`` null: for the household); ``trace`` only where it was asked for."""

    trace: list[ConditionOut]


class ResultOut(TypedDict):
    """The answer of one program. A rule that failed is ``rule_error``, never a "no"; others are not affected."""

    program: str
    name: str
    outcome: OutcomeName
    version: str | None
    in_charge: str | None
    apply_where: str | None
    deadline: str | None
    url: str | None
    reach: str | None
    reasons: list[ReasonOut]
    amounts: list[AmountOut]
    needs: list[NeedOut]
    subjects: list[SubjectOut]
    message: str | None


class RangeOut(TypedDict):
    """Yen between two bounds; ``high`` null where there is no upper bound."""

    low: int
    high: int | None


class TotalOut(TypedDict):
    """The yen of one kind: each month, in a year (the months it is paid and what is paid yearly), and once."""

    month: RangeOut
    year: RangeOut
    once: RangeOut


class TotalsOut(TypedDict):
    """Sums by kind: cash is money in the hand, a reduction is less to pay, a loan must be repaid.

    ``services`` are the programs that give help in kind, ``without_figure`` those whose money could not be added.
    """

    cash: TotalOut
    reduction: TotalOut
    loan: TotalOut
    services: list[str]
    without_figure: list[str]


class CheckedTotals(TypedDict):
    """What is sure (eligible programs) and what is possible (undetermined ones too, counted from zero)."""

    sure: TotalsOut
    possible: TotalsOut


class CheckResult(TypedDict):
    """The answers for a household on a day; the same household and day give the same bytes."""

    on: str
    language: Language
    totals: CheckedTotals
    results: list[ResultOut]


class TextOut(TypedDict):
    """A text in Japanese, easy Japanese (readings as ``{漢字|かんじ}``) and English; null where not written."""

    ja: str
    easy: str | None
    en: str | None


class ProgramSummary(TypedDict):
    """A program in a list."""

    id: str
    name: TextOut
    title: TextOut
    summary: TextOut
    level: str
    topics: list[str]
    life_events: list[str]
    subject: str
    reach: str
    in_charge: TextOut
    url: str
    versions: list[str]
    offered: bool | None


class ProgramPage(TypedDict):
    """A page of programs; ``next`` is the cursor of the following page, null on the last."""

    total: int
    next: str | None
    programs: list[ProgramSummary]


class RuleConditionOut(TypedDict):
    """A condition with its rule as data (see docs/reference/rules.md)."""

    id: str
    label: TextOut
    when: Any
    status: str
    note: str | None
    citation: CitationOut


class RuleAmountOut(TypedDict):
    """An amount with its formula as data; ``value`` null where no figure can be promised."""

    id: str
    label: TextOut
    kind: str
    unit: str
    period: str
    when: Any
    value: Any
    note: str | None
    citation: CitationOut | None


class VersionOut(TypedDict):
    """The rule of a program for a period, as data and in words."""

    effective_from: str
    effective_to: str | None
    among: Any
    conditions: list[RuleConditionOut]
    amounts: list[RuleAmountOut]
    words: str


class DeadlineOut(TypedDict):
    """By when one must apply."""

    text: TextOut
    event: str | None
    days: int | None
    months: int | None
    years: int | None
    first_day_counts: bool
    rolls_to_working_day: bool | None
    citation: CitationOut | None


class ApplyOut(TypedDict):
    """Where and how to apply."""

    where: TextOut
    how: TextOut | None
    channels: list[str]
    url: str | None


class ProgramOut(TypedDict):
    """A program, whole: its envelope, all versions of its rule, its sources."""

    id: str
    name: TextOut
    title: TextOut
    summary: TextOut
    keywords: list[str]
    level: str
    topics: list[str]
    life_events: list[str]
    subject: str
    reach: str
    reach_reason: str | None
    in_charge: TextOut
    documents: list[TextOut]
    apply: ApplyOut
    deadline: DeadlineOut | None
    url: str
    review_on: str
    area: list[str]
    began: str | None
    excludes: list[str]
    sources: list[CitationOut]
    note: TextOut | None
    broken: list[str]
    versions: list[VersionOut]


class CodeOut(TypedDict):
    """A code a fact may have."""

    code: str
    label: TextOut


class FactOut(TypedDict):
    """One fact of the dictionary; ``key`` is its name in a household file, in the place of its ``entity``."""

    id: str
    entity: Literal["person", "household"]
    key: str
    label: TextOut
    question: TextOut | None
    help: TextOut | None
    kind: str
    codes: list[CodeOut] | None
    unit: str | None
    basis: str | None
    minimum: Amount | None
    maximum: Amount | None
    nullable: bool
    askable: bool
    derived: bool
    sensitivity: str
    burden: int
    known_by: list[str]
    citation: CitationOut | None


class FactList(TypedDict):
    """The dictionary of facts."""

    facts: list[FactOut]


class MunicipalityOut(TypedDict):
    """One of Tokyo's 62 municipalities."""

    code: str
    name: str
    kana: str
    romaji: str
    kind: str
    corporate_number: str
    website: str


class MunicipalityList(TypedDict):
    """All municipalities."""

    municipalities: list[MunicipalityOut]
