"""Synthetic programs for older people, as municipalities of Tokyo have them of their own."""

from __future__ import annotations

from bench.catalog_words import (
    AGE,
    AT_HOME,
    CARE,
    EXEMPT,
    HEAVY_CARE,
    ONE_YEAR,
    REGISTERED,
    TOGETHER,
    WELFARE,
    Draw,
    Maker,
    Part,
    Sketch,
    Tree,
    among,
    capped,
    cases,
    each,
    eq,
    fact,
    ge,
    household_income,
    le,
    pay,
    some,
    table,
)


def _from_age(age: int) -> Part:
    return f"{age}歳以上である", ge(AGE, age)


def _all_from_age(age: int) -> Part:
    return f"全員が{age}歳以上である", each("everyone", ge(AGE, age))


ALONE: Part = ("一人で暮らしている", eq(fact("household.size"), 1))


def long_life(draw: Draw) -> Sketch:
    ages = draw.pick(((77, 88, 99, 100), (88, 99, 100), (80, 88, 90, 100)))
    parts: list[Part] = [("節目の年齢である", {"any": [eq(AGE, age) for age in ages]})]
    if draw.says(0.6):
        parts.append(("都内に1年以上住んでいる", ONE_YEAR))
    value = cases((ge(AGE, 100), 50_000), (ge(AGE, 88), 20_000), otherwise=draw.pick((5_000, 10_000)))
    return Sketch("敬老祝金", "person", "elderly", tuple(parts), (pay(value),))


def alone_visits(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (ALONE, _all_from_age(draw.pick((65, 70, 75))))
    amount = pay(draw.pick((4, 8)), "month", unit="times", kind="in_kind")
    return Sketch("一人暮らしの高齢者の見守り訪問", "household", "elderly", parts, (amount,))


def alarm_button(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (_all_from_age(draw.pick((65, 70))), ("住民税非課税の世帯である", EXEMPT))
    return Sketch(
        "緊急通報装置の貸与", "household", "elderly", parts, (pay(1_500, "month", kind="reduction"),)
    )


def adult_nappies(draw: Draw) -> Sketch:
    levels = draw.pick((CARE, CARE[1:], HEAVY_CARE))
    parts: list[Part] = [
        ("要介護度が対象である", among("person.care_level", levels)),
        ("施設にいない", AT_HOME),
    ]
    if draw.says(0.7):
        parts.append(("本人が住民税非課税である", fact("person.residence_tax_exempt")))
    value = table("mogi.nappies", fact("person.care_level"))
    return Sketch("高齢者の紙おむつの支給", "person", "elderly", tuple(parts), (pay(value, "month"),))


def carer_thanks(draw: Draw) -> Sketch:
    heavy = among("person.care_level", HEAVY_CARE[draw.pick((0, 1)) :])
    parts: tuple[Part, ...] = (
        ("重い介護が必要な人がいる", some("everyone", {"all": [heavy, TOGETHER]})),
        ("3か月を超える入院がない", each("everyone", {"not": fact("person.hospital_over_3_months")})),
        ("住民税非課税の世帯である", EXEMPT),
    )
    return Sketch("家族介護の慰労金", "household", "elderly", parts, (pay(100_000, "year"),))


def meals(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (
        _from_age(draw.pick((65, 70))),
        ("高齢者だけで暮らしている", each("others", ge(AGE, 65))),
        ("支援や介護が必要である", {"not": eq(fact("person.care_level"), "none")}),
    )
    amount = pay(draw.pick((12, 20, 30)), "month", unit="times", kind="in_kind")
    return Sketch("配食サービス", "person", "elderly", parts, (amount,))


def home_repair(draw: Draw) -> Sketch:
    cost = fact("person.home_renovation_cost")
    need: Tree = {"any": [ge(AGE, 65), {"not": eq(fact("person.care_level"), "none")}]}
    parts: tuple[Part, ...] = (("65歳以上か介護が必要である", need), ("改修の費用がある", ge(cost, 10_000)))
    value = capped(cost, draw.pick(("0.7", "0.8", "0.9")), draw.pick((100_000, 200_000, 350_000)))
    return Sketch("住宅改修の上乗せ", "person", "elderly", parts, (pay(value),))


def elderly_rent(draw: Draw) -> Sketch:
    rent = fact("household.rent_monthly")
    parts: tuple[Part, ...] = (
        _all_from_age(65),
        ("住まいに困っている", among("household.housing_trouble", ["losing", "lost"])),
        (
            "所得が基準以下である",
            le(
                household_income(),
                table(draw.pick(("mogi.limit-110", "mogi.limit-120")), fact("household.size")),
            ),
        ),
    )
    return Sketch(
        "高齢者の住み替え家賃の助成",
        "household",
        "housing",
        parts,
        (pay(capped(rent, "0.5", 40_000), "month"),),
    )


def hearing_aid(draw: Draw) -> Sketch:
    parts: list[Part] = [
        _from_age(draw.pick((50, 60, 65))),
        ("身体障害者手帳がない", eq(fact("person.handbook_physical"), "none")),
    ]
    if draw.says(0.6):
        parts.append(("本人が住民税非課税である", fact("person.residence_tax_exempt")))
    value = cases((fact("person.residence_tax_exempt"), draw.pick((72_000, 144_900))), otherwise=40_000)
    return Sketch("補聴器購入の助成", "person", "elderly", tuple(parts), (pay(value),))


def shingles(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (
        _from_age(draw.pick((50, 60))),
        ("接種を終えていない", {"not": fact("person.shingles_vaccinated")}),
    )
    value = cases((fact("person.residence_tax_exempt"), 22_000), otherwise=draw.pick((5_000, 10_000)))
    return Sketch("帯状疱疹予防接種の補助", "person", "immunization", parts, (pay(value),))


def pneumonia(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (
        _from_age(draw.pick((65, 66))),
        ("受けたことがない", {"not": fact("person.pneumococcal_vaccinated")}),
    )
    return Sketch(
        "高齢者肺炎球菌予防接種の上乗せ", "person", "immunization", parts, (pay(draw.pick((2_500, 4_000))),)
    )


def flu_free(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (
        _from_age(draw.pick((65, 75))),
        ("非課税か生活保護である", {"any": [fact("person.residence_tax_exempt"), WELFARE]}),
    )
    return Sketch(
        "高齢者インフルエンザの自己負担の免除",
        "person",
        "immunization",
        parts,
        (pay(2_500, "year", kind="reduction"),),
    )


def smartphone(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (_from_age(draw.pick((60, 65, 70))), ("住民登録", REGISTERED))
    return Sketch(
        "高齢者のスマートフォン購入の助成", "person", "elderly", parts, (pay(draw.pick((20_000, 30_000))),)
    )


def bath_tickets(draw: Draw) -> Sketch:
    parts: list[Part] = [_from_age(draw.pick((65, 70, 75)))]
    if draw.says(0.4):
        parts.append(ALONE)
    amount = pay(draw.pick((24, 48, 60)), "year", unit="times", kind="in_kind")
    return Sketch("公衆浴場の入浴券", "person", "elderly", tuple(parts), (amount,))


def bus_pass(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (
        _from_age(70),
        ("介護施設にいない", {"not": eq(fact("person.care_place"), "facility")}),
    )
    income = fact("person.total_income")
    value = cases(
        (le(income, 1_350_000), draw.pick((9_000, 12_000))), (le(income, 3_000_000), 6_000), otherwise=3_000
    )
    return Sketch(
        "コミュニティバスの乗車証", "person", "elderly", parts, (pay(value, "year", kind="reduction"),)
    )


def breaker(draw: Draw) -> Sketch:
    frail: Tree = {"any": [ge(AGE, 65), fact("person.has_handbook")]}
    parts: tuple[Part, ...] = (("全員が高齢か障害がある", each("everyone", frail)),)
    return Sketch(
        "感震ブレーカーの設置",
        "household",
        "disaster",
        parts,
        (pay(draw.pick((3_000, 7_000)), kind="in_kind"),),
    )


ELDERS: tuple[Maker, ...] = (
    long_life, alone_visits, alarm_button, adult_nappies, carer_thanks, meals, home_repair,
    elderly_rent, hearing_aid, shingles, pneumonia, flu_free, smartphone, bath_tickets, bus_pass,
    breaker,
)  # fmt: skip
