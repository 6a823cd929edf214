"""What may be asked of the registry: the conditions of each operation, as they are explained to its callers (条件)."""

import re
from datetime import date, datetime, time
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field

from todoke.api.registry.wire import Kind
from todoke.api.wire import Day
from todoke.base import clock

_INSTANT = "2026-11-22 か 2026-11-22T09:00:00+09:00 の形にしてください"
_ZONE_AS_SPACE = re.compile(r" (?=[0-9]{2}:[0-9]{2}\Z)")


def _read_instant(raw: Any, day_ends: bool) -> Any:
    if not isinstance(raw, str):
        raise ValueError(_INSTANT)
    # A plus sign in an address is read as a space.
    text = _ZONE_AS_SPACE.sub("+", raw)
    try:
        if len(text) == len("2026-11-22"):
            edge = time.max if day_ends else time.min
            return datetime.combine(date.fromisoformat(text), edge, tzinfo=clock.JST)
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(_INSTANT) from None
    if at.tzinfo is None:
        raise ValueError("時間帯(+09:00 など)も書いてください")
    return at


Since = Annotated[datetime, BeforeValidator(lambda raw: _read_instant(raw, day_ends=False))]
KnownAt = Annotated[datetime, BeforeValidator(lambda raw: _read_instant(raw, day_ends=True))]


class RecordQuery(BaseModel):
    """Which records are wanted."""

    kind: Kind | None = Field(default=None, description="program 制度、procedure 手続")
    area: str | None = Field(
        default=None,
        max_length=20,
        description="区市町村のコードか名前。その区市町村・都・国のものを、同じ制度は一つの版だけ返す",
    )
    body: str | None = Field(default=None, max_length=13, description="登録を保つ団体の法人番号")
    category: str | None = Field(
        default=None, max_length=3, description="分野のコード(/api/v1/taxonomy/categories)"
    )
    life_event: str | None = Field(
        default=None, max_length=40, description="ライフイベント(/api/v1/taxonomy/life-events)"
    )
    audience: Literal["resident", "business", "both", "office"] | None = Field(
        default=None, description="相手: resident 住民、business 事業者、both 両方、office 役所"
    )
    state: Literal["published", "retired", "all"] = Field(
        default="published", description="published 公開中、retired 終了、all 両方"
    )
    changed_since: Since | None = Field(
        default=None, description="この日時(日だけなら0時)以後に変わったもの。もれなく追うには /changes"
    )
    q: str | None = Field(
        default=None,
        max_length=100,
        description="くらしのことばで探す。kind・area・category・life_event と組み合わせられる",
    )
    limit: int = Field(default=50, ge=1, le=200, description="1ページの件数")
    cursor: str | None = Field(default=None, max_length=40, description="前のページの next")


class AsOfQuery(BaseModel):
    """Of which day, and as known when."""

    on: Day | None = Field(default=None, description="いつ効力を持つ内容か(省略すると東京の今日)")
    known_at: KnownAt | None = Field(
        default=None, description="いつ知られていた内容か(日だけならその日の終わり。省略すると今)"
    )


class KnownQuery(BaseModel):
    """As known when."""

    known_at: KnownAt | None = Field(
        default=None, description="いつ知られていた内容か(日だけならその日の終わり。省略すると今)"
    )


class ChangeQuery(BaseModel):
    """From where on, how many, and how much of each."""

    after: int = Field(
        default=0, ge=0, le=2**62, description="この位置より後の変更。前の答えの next をそのまま渡す"
    )
    limit: int = Field(default=100, ge=1, le=1000, description="1ページの件数")
    content: Literal["yes", "no"] = Field(
        default="yes", description="no にすると、内容(content)を付けずに何が変わったかだけを返す"
    )


class ScopeQuery(BaseModel):
    """Of whom."""

    scope: str | None = Field(
        default=None,
        max_length=20,
        description="metropolis 都、municipality 区市町村、nation 国、または区市町村のコード(省略すると三つとも)",
    )
