"""The closed set of nodes a rule is written with: a typed tree, stored as YAML (条件の構文木).

Each node is a mapping with the node's own key, such as ``{lt: [{fact: person.age}, 18]}``; a bare value is a constant.
Nodes are frozen and compare by content, so that equal conditions of different programs are evaluated once.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, SerializeAsAny, Tag
from typing_extensions import TypeAliasType

from todoke.rules.texts import Text


class Node(BaseModel):
    """A frozen node that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


Constant: TypeAlias = bool | int | Decimal | date | str
Who: TypeAlias = Literal[
    "everyone",
    "self",
    "others",
    "spouse",
    "children",
    "parents",
    "siblings",
    "siblings_and_self",
    "grandparents",
    "grandchildren",
]


class AllOf(Node):
    """True when every part is true (かつ)."""

    all: tuple[Expression, ...] = Field(min_length=1)


class AnyOf(Node):
    """True when at least one part is true (または)."""

    any: tuple[Expression, ...] = Field(min_length=1)


class Not(Node):
    """True when the part is false (でない)."""

    not_: Expression = Field(alias="not")


Pair = TypeAliasType("Pair", "tuple[Expression, Expression]")


class Eq(Node):
    """Equal."""

    eq: Pair


class Lt(Node):
    """Under (未満)."""

    lt: Pair


class Le(Node):
    """At most (以下)."""

    le: Pair


class Gt(Node):
    """Over (超える)."""

    gt: Pair


class Ge(Node):
    """At least (以上)."""

    ge: Pair


class In(Node):
    """The code is one of the listed codes."""

    in_: tuple[Expression, tuple[str, ...]] = Field(alias="in")


class Range(Node):
    """A value with a lower and an upper end; ``open`` names the ends that are not included."""

    value: Expression
    from_: Expression = Field(alias="from")
    to: Expression
    open: Literal["none", "from", "to", "both"] = "none"


class Between(Node):
    """Between two ends; 以上・以下 include the end, 超・未満 do not."""

    between: Range


class FactOf(Node):
    """A fact of the current member (or of the household), or of the subject the program is about."""

    fact: str
    of: Literal["member", "subject"] = "member"


class Parameter(Node):
    """An amount or a limit by date, such as the yearly amount of an allowance."""

    parameter: str


class Lookup(Node):
    """The row of a dated table for a key."""

    table: str
    key: Expression


class Local(Node):
    """A value that each municipality sets for itself; unknown until its overlay says it."""

    local: str


class Unreadable(Node):
    """A condition that is not machine-readable: always unknown, its text is shown."""

    unreadable: Text


class Day(Node):
    """A day counted from the day of the question."""

    day: Literal["today", "month_start", "month_end", "fiscal_year_start", "fiscal_year_end", "year_start"]


class Born(Node):
    """Parameters of an age: whose birth, on which day, in which unit, and how it is counted."""

    born: Expression | None = None
    on: Expression | None = None
    unit: Literal["years", "months", "weeks", "days"] = "years"
    counted: Literal["birthday", "eve"] = "birthday"


class Age(Node):
    """A completed age (満年齢); ``eve`` counts it already on the day it is reached (達する日)."""

    age: Born


class SchoolBorn(Node):
    """Parameters of a school-year age."""

    born: Expression | None = None
    on: Expression | None = None


class SchoolAge(Node):
    """The age reached before the fiscal year began: 6 in 小1, 12 in 中1, 15 in 高1, 17 in 高3."""

    school_age: SchoolBorn


class Reached(Node):
    """Parameters of the 31 March after an age."""

    age: int = Field(ge=0, le=120)
    born: Expression | None = None


class YearEndAfter(Node):
    """The first 31 March on or after the day an age is reached (達する日以後の最初の3月31日)."""

    year_end_after: Reached


class Shifted(Node):
    """Parameters of a shifted day."""

    date: Expression
    years: int = 0
    months: int = 0
    days: int = 0


class Shift(Node):
    """A day some years, months and days later (or earlier)."""

    shift: Shifted


class Span(Node):
    """Parameters of a span between two days."""

    from_: Expression = Field(alias="from")
    to: Expression
    unit: Literal["days", "months", "years"] = "days"


class Elapsed(Node):
    """The whole days, months or years from one day to another; negative when it lies before."""

    elapsed: Span


class Quantified(Node):
    """Parameters of a statement about members of the household."""

    who: Who
    where: Expression | None = None


class Valued(Quantified):
    """Parameters of a statement about a value of members of the household."""

    value: Expression


class Exists(Node):
    """True when at least one such member exists."""

    exists: Quantified


class Every(Node):
    """True when ``value`` holds for every such member (also when there is none)."""

    every: Valued


class Count(Node):
    """The number of such members."""

    count: Quantified


class Total(Node):
    """The sum of a value over such members."""

    total: Valued


class Largest(Node):
    """The largest value among such members; zero when there is none."""

    largest: Valued


class Smallest(Node):
    """The smallest value among such members; zero when there is none."""

    smallest: Valued


class Rank(Node):
    """The place of the current member among such members by birth, the eldest first (第3子 is 3)."""

    rank: Quantified


class Add(Node):
    """A sum."""

    add: tuple[Expression, ...] = Field(min_length=2)


class Subtract(Node):
    """A difference."""

    subtract: Pair


class Multiply(Node):
    """A product."""

    multiply: tuple[Expression, ...] = Field(min_length=2)


class Divide(Node):
    """A quotient; open where the divisor may be zero, an error of the rule where it is."""

    divide: Pair


class Max(Node):
    """The largest of several values."""

    max: tuple[Expression, ...] = Field(min_length=2)


class Min(Node):
    """The smallest of several values."""

    min: tuple[Expression, ...] = Field(min_length=2)


class Rounding(Node):
    """Parameters of a rounding."""

    value: Expression
    to: Annotated[Decimal, Field(gt=0)] = Decimal(1)
    mode: Literal["down", "up", "half_up"] = "down"


class Round(Node):
    """A value rounded to a multiple (10円未満切捨て is ``to: 10, mode: down``)."""

    round: Rounding


class Branch(Node):
    """One branch of a case: the last one has no ``when``."""

    when: Expression | None = None
    then: Expression


class Case(Node):
    """The value of the first branch whose condition holds; the last branch has no condition."""

    case: tuple[Branch, ...] = Field(min_length=2)


class Eligible(Node):
    """True when another program's conditions hold for the same subject."""

    eligible: str


class Receives(Node):
    """True when the member (or a household program's household) receives another program already."""

    receives: str


class Cast(Node):
    """Parameters of a change of basis."""

    basis: str
    value: Expression


class As(Node):
    """A value taken as money of another basis, where the law itself does so."""

    as_: Cast = Field(alias="as")


NODE_KINDS: dict[str, type[Node]] = {
    "all": AllOf,
    "any": AnyOf,
    "not": Not,
    "eq": Eq,
    "lt": Lt,
    "le": Le,
    "gt": Gt,
    "ge": Ge,
    "in": In,
    "between": Between,
    "fact": FactOf,
    "parameter": Parameter,
    "table": Lookup,
    "local": Local,
    "unreadable": Unreadable,
    "day": Day,
    "age": Age,
    "school_age": SchoolAge,
    "year_end_after": YearEndAfter,
    "shift": Shift,
    "elapsed": Elapsed,
    "exists": Exists,
    "every": Every,
    "count": Count,
    "total": Total,
    "largest": Largest,
    "smallest": Smallest,
    "rank": Rank,
    "add": Add,
    "subtract": Subtract,
    "multiply": Multiply,
    "divide": Divide,
    "max": Max,
    "min": Min,
    "round": Round,
    "case": Case,
    "eligible": Eligible,
    "receives": Receives,
    "as": As,
}
"""Every node by its key: nothing else is a rule."""

_KIND_OF = {node: kind for kind, node in reversed(NODE_KINDS.items())}


def _kind(raw: Any) -> str | None:
    if isinstance(raw, Node):
        return _KIND_OF[type(raw)]
    if isinstance(raw, dict):
        return next((key for key in raw if key in NODE_KINDS), None)
    if isinstance(raw, bool | int | float | Decimal | date | str):
        return "constant"
    return None


def _exact(raw: Any) -> Any:
    """A decimal written in YAML is taken as written, never as a binary float."""
    return Decimal(repr(raw)) if isinstance(raw, float) else raw


Expression = TypeAliasType(
    "Expression",
    Annotated[
        Annotated[AllOf, Tag("all")]
        | Annotated[AnyOf, Tag("any")]
        | Annotated[Not, Tag("not")]
        | Annotated[Eq, Tag("eq")]
        | Annotated[Lt, Tag("lt")]
        | Annotated[Le, Tag("le")]
        | Annotated[Gt, Tag("gt")]
        | Annotated[Ge, Tag("ge")]
        | Annotated[In, Tag("in")]
        | Annotated[Between, Tag("between")]
        | Annotated[FactOf, Tag("fact")]
        | Annotated[Parameter, Tag("parameter")]
        | Annotated[Lookup, Tag("table")]
        | Annotated[Local, Tag("local")]
        | Annotated[Unreadable, Tag("unreadable")]
        | Annotated[Day, Tag("day")]
        | Annotated[Age, Tag("age")]
        | Annotated[SchoolAge, Tag("school_age")]
        | Annotated[YearEndAfter, Tag("year_end_after")]
        | Annotated[Shift, Tag("shift")]
        | Annotated[Elapsed, Tag("elapsed")]
        | Annotated[Exists, Tag("exists")]
        | Annotated[Every, Tag("every")]
        | Annotated[Count, Tag("count")]
        | Annotated[Total, Tag("total")]
        | Annotated[Largest, Tag("largest")]
        | Annotated[Smallest, Tag("smallest")]
        | Annotated[Rank, Tag("rank")]
        | Annotated[Add, Tag("add")]
        | Annotated[Subtract, Tag("subtract")]
        | Annotated[Multiply, Tag("multiply")]
        | Annotated[Divide, Tag("divide")]
        | Annotated[Max, Tag("max")]
        | Annotated[Min, Tag("min")]
        | Annotated[Round, Tag("round")]
        | Annotated[Case, Tag("case")]
        | Annotated[Eligible, Tag("eligible")]
        | Annotated[Receives, Tag("receives")]
        | Annotated[As, Tag("as")]
        | Annotated[Constant, BeforeValidator(_exact), Tag("constant")],
        Discriminator(
            _kind,
            custom_error_type="unknown_node",
            custom_error_message="知らない条件の書き方です。使えるのは docs/reference/rules.md にある種類だけです",
        ),
        SerializeAsAny(),
    ],
)
"""A node or a constant."""

_PARAMETERS: tuple[type[BaseModel], ...] = (
    Range,
    Born,
    SchoolBorn,
    Reached,
    Shifted,
    Span,
    Quantified,
    Valued,
    Rounding,
    Branch,
    Cast,
)
for _model in (*NODE_KINDS.values(), *_PARAMETERS):
    _model.model_rebuild()
