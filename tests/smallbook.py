"""A small data folder of invented programs: one of each behaviour, so that tests do not hang on real content."""

import shutil
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]

FACTS: list[dict[str, Any]] = [
    {
        "id": "person.birth_date",
        "label": "生年月日",
        "question": "生年月日は",
        "type": {"kind": "date", "latest": "today"},
    },
    {
        "id": "person.sex",
        "label": "性別",
        "question": "性別は",
        "type": {"kind": "code", "codes": {"female": "女性", "male": "男性"}},
    },
    {
        "id": "person.marriage",
        "label": "婚姻の状況",
        "question": "婚姻は",
        "type": {
            "kind": "code",
            "codes": {"married": "結婚している", "never": "未婚", "divorced": "離婚した"},
        },
    },
    {
        "id": "person.pregnant",
        "label": "妊娠している",
        "question": "妊娠は",
        "type": {"kind": "boolean"},
        "applies": {"all": [{"not": {"eq": [{"fact": "person.sex"}, "male"]}}, {"ge": [{"age": {}}, 12]}]},
        "otherwise": False,
    },
    {
        "id": "person.due_date",
        "label": "出産予定日",
        "question": "予定日は",
        "type": {"kind": "date"},
        "nullable": True,
        "applies": {"fact": "person.pregnant"},
    },
    {
        "id": "person.salary_gross",
        "label": "給与の年収",
        "question": "年収は",
        "type": {"kind": "money", "basis": "gross", "maximum": 10000000000},
    },
    {
        "id": "person.dependants",
        "label": "扶養の人数",
        "question": "扶養は",
        "type": {"kind": "number", "unit": "people", "maximum": 20},
    },
    {
        "id": "person.dependants_old",
        "label": "扶養のうち70歳以上",
        "question": "70歳以上は",
        "type": {"kind": "number", "unit": "people", "maximum": 20},
        "applies": {"gt": [{"fact": "person.dependants"}, 0]},
        "otherwise": 0,
    },
    {
        "id": "person.asked_of_adults",
        "label": "大人に尋ねること",
        "question": "大人は",
        "type": {"kind": "boolean"},
        "applies": {"ge": [{"age": {}}, 18]},
        "otherwise": False,
    },
    {
        "id": "person.tip",
        "label": "心付け",
        "question": "心付けは",
        "type": {"kind": "money", "basis": "gross"},
        "applies": {"gt": [{"fact": "person.dependants"}, 0]},
        "otherwise": 0,
    },
    {
        "id": "person.helper",
        "label": "手伝い",
        "question": "手伝いは",
        "type": {"kind": "boolean"},
        "applies": {"any": [{"ge": [{"age": {}}, 18]}, {"eq": [{"fact": "person.sex"}, "female"]}]},
        "otherwise": False,
    },
    {
        "id": "person.salary_income",
        "label": "給与所得",
        "type": {"kind": "money", "basis": "net_income"},
        "derive": {
            "as": {"basis": "net_income", "value": {"subtract": [{"fact": "person.salary_gross"}, 600000]}}
        },
    },
    {
        "id": "person.adult",
        "label": "18歳以上",
        "type": {"kind": "boolean"},
        "derive": {"ge": [{"age": {}}, 18]},
    },
    {
        "id": "person.stage",
        "label": "世代",
        "type": {"kind": "code", "codes": {"young": "子ども", "grown": "大人"}},
        "derive": {"case": [{"when": {"ge": [{"age": {}}, 18]}, "then": "grown"}, {"then": "young"}]},
    },
    {
        "id": "household.anniversary",
        "label": "今日",
        "type": {"kind": "date"},
        "derive": {"day": "today"},
    },
    {
        "id": "household.rent_monthly",
        "label": "家賃",
        "question": "家賃は",
        "type": {"kind": "money", "basis": "rent", "maximum": 10000000},
    },
    {
        "id": "person.divided",
        "label": "割った数",
        "type": {"kind": "number", "unit": "people"},
        "derive": {"divide": [1, {"fact": "person.dependants"}]},
    },
]

CITE = {"law": "試験のための規則", "check": "recalled"}


def _program(program_id: str, name: str, subject: str = "household", **more: Any) -> dict[str, Any]:
    text = {"ja": name, "easy": f"{{{name}|なまえ}}", "en": program_id}
    return {
        "id": program_id,
        "name": text,
        "title": text,
        "summary": text,
        "level": "nation",
        "topics": ["children"],
        "life_events": ["birth"],
        "in_charge": "役所",
        "subject": subject,
        "reach": "search",
        "apply": {"where": "窓口"},
        "url": "https://todoke.example/program",
        "review_on": "2027-04-01",
        **more,
    }


def _version(when: Any, *amounts: dict[str, Any]) -> dict[str, Any]:
    conditions = [{"id": "one", "label": "条件その一", "when": when, "cite": CITE}]
    return {"effective": {"from": "2023-04-01"}, "conditions": conditions, "amounts": list(amounts)}


def _amount(amount_id: str, kind: str, period: str, value: Any = None, **more: Any) -> dict[str, Any]:
    amount = {"id": amount_id, "label": amount_id, "kind": kind, "period": period, "cite": CITE, **more}
    return amount if value is None else {**amount, "value": value}


CHILD = {"exists": {"who": "children", "where": {"lt": [{"age": {}}, 18]}}}
SELF_EARNS = {"lt": [{"fact": "person.salary_gross"}, 3000000]}

PROGRAMS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "kodomo": (
        _program("kodomo", "子ども手当", deadline={"text": "15日以内"}, local={}),
        _version(
            CHILD, _amount("monthly", "cash", "month", {"multiply": [1000, {"count": {"who": "children"}}]})
        ),
    ),
    "kashitsuke": (_program("kashitsuke", "貸付"), _version(CHILD, _amount("loan", "loan", "once", 500000))),
    "genmen": (_program("genmen", "減免"), _version(CHILD, _amount("less", "reduction", "year", 12000))),
    "service": (
        _program("service", "訪問"),
        _version(
            CHILD,
            _amount("visit", "in_kind", "once"),
            _amount("share", "reduction", "month", 50, unit="percent"),
        ),
    ),
    "hitori": (
        _program("hitori", "一人の手当", "person"),
        _version(
            SELF_EARNS,
            _amount("once", "cash", "once", {"case": [{"when": SELF_EARNS, "then": 100}, {"then": 7}]}),
        ),
    ),
    "kakunin": (_program("kakunin", "窓口で決まる"), _version({"unreadable": "役所が認める"})),
    "chigai": (
        _program(
            "chigai",
            "町ごと",
            local={"limit": {"label": "町の上限", "type": {"kind": "money", "basis": "gross"}}},
        ),
        _version({"lt": [{"fact": "person.salary_gross"}, {"local": "limit"}]}),
    ),
    "tsugi": (_program("tsugi", "次の手当"), _version({"receives": "kodomo"})),
}

OVERLAY = {
    "municipality": "131024",
    "programs": {
        "kashitsuke": {"offered": False},
        "kodomo": {
            "in_charge": "中央区 子育て係",
            "apply": {"where": "中央区の窓口"},
            "name": "中央区子ども手当",
        },
        "chigai": {"change": 1, "local": {"limit": [{"from": "2023-04-01", "value": 3000000}]}},
    },
}
"""What one municipality, 中央区, says; the others say nothing."""

RUNTIME_ERROR = (
    _program("kowareta", "計算できない"),
    _version({"gt": [{"divide": [1, {"fact": "person.dependants"}]}, 0]}),
)
UNKNOWN_NODE = (_program("yomenai", "読めない"), _version({"sometimes": True}))


def write_small_data(folder: Path, *, broken: bool = False) -> Path:
    """Write the folder and return it; ``broken`` adds a program that fails when asked and one that cannot be read."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "data" / "municipalities.csv", folder)
    _write(folder / "facts" / "small.yaml", FACTS)
    _write(folder / "overlays" / "131024.yaml", OVERLAY)
    programs = dict(PROGRAMS)
    if broken:
        programs |= {"kowareta": RUNTIME_ERROR, "yomenai": UNKNOWN_NODE}
    for program_id, (envelope, version) in programs.items():
        _write(folder / "programs" / program_id / "program.yaml", envelope)
        _write(folder / "programs" / program_id / "2023-04-01.yaml", version)
    return folder


def _write(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
