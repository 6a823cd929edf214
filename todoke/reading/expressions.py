"""What was read, written as a condition for the rules where the dictionary of facts can decide it (条件の構文木).

Where no fact can, or where it is not told whose sum is meant, there is no node and a note says why: nothing is guessed.
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from todoke.reading.proposals import Kind
from todoke.reading.values import (
    Ages,
    Axis,
    Band,
    Births,
    Certification,
    ChildcareNeed,
    Children,
    Circumstance,
    Ground,
    Handbook,
    Income,
    Maternity,
    Receipt,
    Residence,
    TaxStanding,
    Value,
)

Node: TypeAlias = dict[str, Any]
STATUTORY: Final = "妊産婦は、妊娠中か出産後1年以内の女性としました(母子保健法第6条第1項)"
NO_FACT: Final = "判定に使える属性がまだありません"
_BIRTH: Final[Node] = {"fact": "person.birth_date"}
_WITHIN_YEAR: Final[Node] = {"fact": "person.gave_birth_within_year"}
_PROGRAMS: Final = frozenset(
    "jido-fuyo-teate jido-teate tokubetsu-jido-fuyo-teate jido-ikusei-teate shogaiji-fukushi-teate "
    "tokubetsu-shogaisha-teate shugaku-enjo hitorioya-iryohi rorei-kiso-nenkin shogai-kiso-nenkin shogai-kosei-nenkin "
    "izoku-kiso-nenkin izoku-kosei-nenkin shinshin-shogaisha-fukushi-teate judo-shinshin-shogaisha-teate".split()
)
_HANDBOOKS: Final = {
    "physical": "person.handbook_physical",
    "intellectual": "person.handbook_intellectual",
    "mental": "person.handbook_mental",
}
_CIRCUMSTANCES: Final[dict[tuple[Kind, str], Node]] = {
    (Kind.SINGLE_PARENT, ""): {"fact": "person.single_parent"},
    (Kind.SINGLE_PARENT, "mother"): {
        "all": [{"fact": "person.single_parent"}, {"eq": [{"fact": "person.sex"}, "female"]}]
    },
    (Kind.SINGLE_PARENT, "father"): {
        "all": [{"fact": "person.single_parent"}, {"eq": [{"fact": "person.sex"}, "male"]}]
    },
    (Kind.SEX, "female"): {"eq": [{"fact": "person.sex"}, "female"]},
    (Kind.SEX, "male"): {"eq": [{"fact": "person.sex"}, "male"]},
    (Kind.NATIONALITY, "japanese"): {"eq": [{"fact": "person.nationality"}, "japanese"]},
    (Kind.NATIONALITY, "foreign"): {"not": {"eq": [{"fact": "person.nationality"}, "japanese"]}},
    (Kind.STATUS, "student"): {"fact": "person.student"},
    (Kind.STATUS, "job_seeking"): {"fact": "person.seeks_work"},
    (Kind.STATUS, "insured"): {"not": {"eq": [{"fact": "person.health_insurance"}, "none"]}},
    (Kind.STATUS, "national_insurance"): {"eq": [{"fact": "person.health_insurance"}, "national"]},
    (Kind.STATUS, "institution"): {"fact": "person.in_institution"},
}
_GROUNDS: Final[dict[Ground, Node]] = {
    Ground.ANY: {"fact": "person.childcare_need"},
    Ground.JOB_SEEKING: {"fact": "person.seeks_work"},
    Ground.STUDY: {"any": [{"fact": "person.student"}, {"fact": "person.takes_training"}]},
    Ground.MATERNITY: {"any": [{"fact": "person.pregnant"}, _WITHIN_YEAR]},
    Ground.LEAVE: {"eq": [{"fact": "person.childcare_leave"}, "leave"]},
}


def expression(kind: Kind, value: Value) -> tuple[Node | None, str | None]:
    """Return the node, or None with the reason in plain Japanese.

    >>> from todoke.reading.values import Band
    >>> expression(Kind.AGE, Ages((Band(Axis.MONTHS, None, 36),)))
    ({'lt': [{'age': {}}, 3]}, None)
    """
    match value:
        case Ages():
            return _of_child(_ages(value.bands), value.of_child), None
        case Births():
            return _of_child(_births(value), value.of_child), None
        case Maternity():
            return _maternity(value)
        case Residence():
            return _residence(value)
        case Income():
            return _income(value)
        case TaxStanding():
            return _tax(value)
        case Receipt():
            return _receipt(value)
        case ChildcareNeed():
            return _childcare(value)
        case Certification():
            return None, "認定の区分(1号・2号・3号)を表す属性がありません"
        case Handbook():
            return _handbook(value)
        case Children():
            return _children(value)
        case Circumstance():
            if kind is Kind.NATIONALITY and value.word == "any":
                return None, "国籍を問わないので、要件になりません"
            node = _CIRCUMSTANCES.get((kind, value.word))
            return (node, None) if node else (None, NO_FACT)


def _ages(bands: tuple[Band, ...]) -> Node:
    parts: list[Node] = []
    for band in bands:
        unit, counted, size = _axis(band)
        if band.from_ is not None and (band.from_ > 0 or band.until is None):
            parts.append({"ge": [counted, band.from_ // size]})
        if band.until is not None:
            bound = band.until // size
            parts.append({"lt": [counted, bound]} if unit else {"le": [counted, bound - 1]})
    if len(parts) > 1:
        parts = [part for part in parts if part.get("ge", [None, 1])[1] != 0] or parts[:1]
    return parts[0] if len(parts) == 1 else {"all": parts}


def _axis(band: Band) -> tuple[bool, Node, int]:
    """Return whether an end is written with lt, the value to compare, and how many units one of it holds."""
    if band.axis is Axis.SCHOOL_YEARS:
        return False, {"school_age": {}}, 1
    if band.axis is Axis.MONTHS:
        whole = all(end is None or end % 12 == 0 for end in (band.from_, band.until))
        return True, {"age": {} if whole else {"unit": "months"}}, 12 if whole else 1
    return True, {"elapsed": {"from": _BIRTH, "to": {"day": "today"}, "unit": "days"}}, 1


def _of_child(node: Node, of_child: bool) -> Node:
    return {"exists": {"who": "children", "where": node}} if of_child else node


def _births(value: Births) -> Node:
    parts: list[Node] = []
    if value.from_ is not None:
        parts.append({"ge": [_BIRTH, value.from_]})
    if value.until is not None:
        parts.append({"lt": [_BIRTH, value.until]})
    return parts[0] if len(parts) == 1 else {"all": parts}


def _maternity(value: Maternity) -> tuple[Node | None, str | None]:
    ways: list[Node] = []
    note = None
    if value.pregnant:
        ways.append(_pregnant(value.weeks))
    if value.postnatal:
        note = STATUTORY if value.pregnant and value.after is None else None
        after = _WITHIN_YEAR if note else _after_birth(value.after)
        if after is None:
            return (
                None,
                "出産からどれだけの間かが書かれていないか、1年を超えるため、判定に使える属性がありません",
            )
        ways.append(after)
    return (ways[0] if len(ways) == 1 else {"any": ways}), note


def _pregnant(weeks: Band | None) -> Node:
    """Weeks follow from the day the birth is due, which is 40 weeks 0 days (出産予定日)."""
    pregnant: Node = {"fact": "person.pregnant"}
    if weeks is None:
        return pregnant
    left: Node = {"elapsed": {"from": {"day": "today"}, "to": {"fact": "person.due_date"}, "unit": "days"}}
    parts = [pregnant]
    if weeks.from_ is not None:
        parts.append({"le": [left, 280 - 7 * weeks.from_]})
    if weeks.until is not None:
        parts.append({"gt": [left, 280 - 7 * weeks.until]})
    return {"all": parts}


def _after_birth(band: Band | None) -> Node | None:
    if band is None or band.until is None:
        return None
    if band.axis is Axis.MONTHS and band.until == 12 and not band.from_:
        return _WITHIN_YEAR
    if band.until > (12 if band.axis is Axis.MONTHS else 365):
        return None
    child = {"exists": {"who": "children", "where": _ages((band,))}}
    return {"all": [_WITHIN_YEAR, child]}


def _residence(value: Residence) -> tuple[Node | None, str | None]:
    if value.area == "tokyo" and value.since_months == 12 and value.ties == ("live",):
        return {"fact": "household.tokyo_one_year"}, None
    if value.area == "tokyo" and value.since_months == 36:
        return {"fact": "person.lived_in_tokyo_3_years"}, None
    if value.since_months is not None:
        return None, "いつから住んでいるかを表す属性がありません"
    if value.area != "municipality":
        return None, "都内・国内に住んでいることは、お住まいの区市町村の答えから分かります"
    if value.ties == ("registered",):
        return {"fact": "person.resident_registered"}, None
    if value.ties != ("live",):
        return None, "在勤・在学を表す属性がありません"
    return None, "区市町村に住んでいることは、お住まいの区市町村の答えから分かります"


def _income(value: Income) -> tuple[Node | None, str | None]:
    if value.basis == "unknown":
        return None, "何の額か(収入・所得・所得割額など)が書かれていないので、くらべられません"
    if value.yen is None:
        return None, "限度額が書かれていません"
    fact = None
    if value.basis == "levy_city":
        fact = {
            "household": "household.income_levy_city",
            "parents": "household.couple_income_levy_city",
        }.get(value.whose or "") or ("person.income_levy_city" if value.whose == "self" else None)
    elif value.basis == "levy" and value.tax_named:
        fact = {"household": "household.income_levy", "parents": "household.couple_income_levy"}.get(
            value.whose or ""
        ) or ("person.income_levy" if value.whose == "self" else None)
    elif value.whose == "self":
        fact = {"total_income": "person.total_income", "taxable_income": "person.taxable_income"}.get(
            value.basis
        )
    elif value.basis == "gross" and value.monthly and value.whose == "household":
        fact = "household.income_month"
    if fact is None:
        if value.whose is None:
            return None, "だれの額か(本人・父母・世帯)が書かれていません"
        return None, NO_FACT
    comparison = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}[value.comparison or "<"]
    return {comparison: [{"fact": fact}, value.yen]}, None


def _tax(value: TaxStanding) -> tuple[Node | None, str | None]:
    if value.tax == "income_tax":
        return None, NO_FACT
    if value.tax == "levy":
        return ({"fact": "person.income_levy_exempt"}, None) if value.whose == "self" else (None, NO_FACT)
    per_capita = "residence_tax_per_capita_only"
    name = per_capita if value.standing == "per_capita" else "residence_tax_exempt"
    if value.whose is None or value.whose == "parents":
        return None, "だれの税か(本人・世帯)が書かれていません" if value.whose is None else NO_FACT
    node: Node = {"fact": f"{'household' if value.whose == 'household' else 'person'}.{name}"}
    return ({"not": node} if value.standing == "taxed" else node), None


def _receipt(value: Receipt) -> tuple[Node | None, str | None]:
    if value.program == "welfare":
        return {"fact": "household.receives_welfare"}, None
    if value.program == "shogai-nenkin":
        return {"fact": "person.receives_disability_pension"}, None
    return ({"receives": value.program}, None) if value.program in _PROGRAMS else (None, NO_FACT)


def _childcare(value: ChildcareNeed) -> tuple[Node | None, str | None]:
    if value.ground is Ground.WORK:
        if value.hours_a_month:
            return None, "働く時間を表す属性がありません"
        return {"in": [{"fact": "person.work"}, ["employee", "self_employed"]]}, None
    node = _GROUNDS.get(value.ground)
    return (node, None) if node else (None, NO_FACT)


def _handbook(value: Handbook) -> tuple[Node | None, str | None]:
    if any(not grade.isdigit() for grade in value.grades):
        return None, "ほかの道府県の療育手帳の判定(A・B)は、愛の手帳の度数では表せません"
    return _handbook_node(value), None


def _handbook_node(value: Handbook) -> Node:
    if value.handbook == "any":
        return {"fact": "person.has_handbook"}
    fact: Node = {"fact": _HANDBOOKS[value.handbook]}
    if not value.grades:
        return {"not": {"eq": [fact, "none"]}}
    if len(value.grades) == 1:
        return {"eq": [fact, value.grades[0]]}
    return {"in": [fact, list(value.grades)]}


def _children(value: Children) -> tuple[Node | None, str | None]:
    if value.what == "rank":
        rank: Node = {"rank": {"who": "siblings_and_self"}}
        if value.until is None:
            return {"ge": [rank, value.from_]}, "数える子どもの範囲(年齢)を確かめてください"
        return {"eq": [rank, value.from_]}, "数える子どもの範囲(年齢)を確かめてください"
    if value.what == "count":
        return {
            "ge": [{"count": {"who": "children"}}, value.from_]
        }, "数える子どもの範囲(年齢)を確かめてください"
    if value.what == "many":
        return None, "何人からを多子世帯とするかが書かれていません"
    return None, NO_FACT
