"""The page of all assumptions: docs/reference/population.md (仮定の一覧)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from todoke.population import assumptions, demography
from todoke.population.assumptions import Assumption
from todoke.rules.content import Content

_GROUPS = {
    "ages": "Ages (年齢)",
    "households": "Households (世帯)",
    "families": "Households (世帯)",
    "moves": "Moves (転出入)",
    "register": "Register (住民記録)",
    "marriage": "Marriage (婚姻)",
    "births": "Births (妊娠・出産)",
    "school": "Nurseries and schools (通園・通学)",
    "health": "Disability, care, illness (障害・介護・病気)",
    "work": "Work (就労)",
    "income": "Incomes (収入)",
    "pension": "Pension records (年金の記録)",
    "tax": "Tax (税)",
    "leave": "Leave and training (休業・訓練)",
    "sickness": "Treatment and disability pensions (医療・障害年金)",
    "bereavement": "Bereavement (死別)",
    "livelihood": "Livelihood (暮らし)",
    "disaster": "Disasters (災害)",
    "receipts": "Benefits received (受給)",
    "veil": "Known only roughly (おおよその値)",
    "aging": "Letting it live (日を進める)",
}


def page(source: Path, content: Content) -> str:
    """Return the page as Markdown; ``source`` is data/population."""
    return "\n".join(_lines(source, content)) + "\n"


def _lines(source: Path, content: Content) -> Iterator[str]:
    stated, tables = assumptions.read(source), demography.read(source)
    entries = list(stated.entries.values())
    assumed = sum(entry.is_assumed for entry in entries)
    residents = int(tables.residents.sum())
    yield "# The synthetic Tokyo (合成の都民)"
    yield ""
    yield (
        f"Nobody in it exists. Residents by municipality, age, sex and nationality ({residents:,} in "
        f"{len(tables.codes)} municipalities), households, births, deaths and moves are those of the metropolis's "
        "tables in `data/population/*.csv` (東京都, CC BY 4.0; `data/sources.md`); everything else is assumed and "
        "stands here. Made by `todoke population make`: "
        "[how-to/make-a-synthetic-tokyo.md](../how-to/make-a-synthetic-tokyo.md)."
    )
    yield ""
    yield (
        f"{len(entries)} assumptions, {assumed} of them nobody's figure (*assumed*). *Matters* tells how much the "
        "number of people programs find would change if the value were half or twice as large: much, some, little."
    )
    yield ""
    yield (
        "A value written `18: 0.8 · 20: 0.62` is a curve over ages that holds from each age to the next; "
        "otherwise names stand before their shares, and shares are made to add up to one."
    )
    group = ""
    for entry in entries:
        heading = _GROUPS[entry.id.split(".")[0]]
        if heading != group:
            group = heading
            yield ""
            yield f"## {heading}"
            yield ""
            yield "| id | value | unit | why | source | matters |"
            yield "|---|---|---|---|---|---|"
        yield _row(entry)
    yield ""
    yield "## Unknown (不明の割合)"
    yield ""
    yield (
        "How likely it is that nobody said a fact to whom it applies (`unknown.yaml`). Where the question whether "
        "somebody has a disability or illness is not answered, handbooks, care levels and diseases are unknown too."
    )
    yield ""
    yield "| fact | 名前 | share |"
    yield "|---|---|--:|"
    for fact, rate in stated.unknown.items():
        known = content.facts.get(fact)
        label = known.label.ja if known else {"default": "その他のすべて", "receives": "受給しているか"}[fact]
        yield f"| `{fact}` | {label.replace('|', '／')} | {rate:.3f} |"


def _row(entry: Assumption) -> str:
    source = f"[{entry.source}]({entry.url})" if entry.url else entry.source
    cells = (f"`{entry.id}`", _value(entry), entry.unit, entry.why, source, entry.matters)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _value(entry: Assumption) -> str:
    if isinstance(entry.value, dict):
        return " · ".join(f"{key}: {_number(value)}" for key, value in entry.value.items())
    return _number(entry.value)


def _number(value: float) -> str:
    """Write a number plainly.

    >>> _number(0.35), _number(1950000.0), _number(-60.0)
    ('0.35', '1,950,000', '-60')
    """
    return f"{value:,.0f}" if value == int(value) else f"{value:g}"
