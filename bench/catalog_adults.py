"""Synthetic programs for adults, as municipalities of Tokyo have them of their own."""

from __future__ import annotations

from bench.catalog_words import (
    AGE,
    AT_HOME,
    EXEMPT,
    ONE_YEAR,
    REGISTERED,
    SCHOOL,
    TOGETHER,
    WELFARE,
    Draw,
    Maker,
    Part,
    Sketch,
    Tree,
    among,
    between,
    capped,
    cases,
    eq,
    fact,
    ge,
    household_income,
    le,
    lt,
    number_of,
    pay,
    some,
    table,
)

_PHYSICAL_HEAVY = among("person.handbook_physical", ["1", "2"])


_INTELLECTUAL_HEAVY = among("person.handbook_intellectual", ["1", "2"])


def taxi_tickets(draw: Draw) -> Sketch:
    heavy: list[Tree] = [_PHYSICAL_HEAVY, _INTELLECTUAL_HEAVY]
    if draw.says(0.5):
        heavy.append(eq(fact("person.handbook_mental"), "1"))
    parts: list[Part] = [("重い障害がある", {"any": heavy}), ("施設にいない", AT_HOME)]
    if draw.says(0.6):
        limit = draw.pick((3_604_000, 4_721_000, 8_000_000))
        parts.append(("所得が上限以下である", le(fact("person.total_income"), limit)))
    value = cases((eq(fact("person.handbook_physical"), "1"), draw.pick((3_500, 4_000))), otherwise=2_500)
    return Sketch("福祉タクシー券", "person", "disability", tuple(parts), (pay(value, "month"),))


def petrol(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (
        ("障害のある人のための車がある", fact("household.car_for_disabled")),
        ("障害のある家族がいる", fact("household.disabled_member")),
    )
    return Sketch(
        "自動車燃料費の助成", "household", "disability", parts, (pay(draw.pick((1_500, 2_500)), "month"),)
    )


def welfare_allowance(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (
        (
            "中度・軽度の障害がある",
            among("person.handbook_physical", draw.pick((["3"], ["3", "4"], ["4", "5", "6"]))),
        ),
        ("20歳から64歳である", between(AGE, 20, 64)),
        ("施設にいない", AT_HOME),
    )
    value = table("mogi.grade", fact("person.handbook_physical"))
    return Sketch("区市町村の障害者手当", "person", "disability", parts, (pay(value, "month"),))


def mental_allowance(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (
        (
            "精神障害者保健福祉手帳がある",
            among("person.handbook_mental", ["1", "2", "3"][: draw.pick((1, 2, 3))]),
        ),
        ("本人が住民税非課税である", fact("person.residence_tax_exempt")),
    )
    return Sketch(
        "精神障害者の手当", "person", "disability", parts, (pay(draw.pick((3_000, 5_000)), "month"),)
    )


def disease_gift(draw: Draw) -> Sketch:
    parts: list[Part] = [("指定された病気がある", fact("person.has_designated_disease"))]
    if draw.says(0.5):
        parts.append(
            ("所得の区分が対象である", among("person.subsidy_class", ["welfare", "low1", "low2", "general1"]))
        )
    return Sketch(
        "難病の人の見舞金", "person", "health", tuple(parts), (pay(draw.pick((12_000, 24_000)), "year"),)
    )


def psychiatric(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (
        ("精神科に通院している", fact("person.psychiatric_outpatient")),
        ("住民税非課税の世帯である", EXEMPT),
        ("生活保護を受けていない", {"not": WELFARE}),
    )
    return Sketch("精神科通院の自己負担の助成", "person", "health", parts)


def young_rent(draw: Draw) -> Sketch:
    rent = fact("household.rent_monthly")
    parts: tuple[Part, ...] = (
        ("若い世帯である", some("self", between(AGE, 18, draw.pick((29, 39))))),
        ("家賃が範囲にある", between(rent, 40_000, draw.pick((90_000, 130_000)))),
        ("世帯の所得が上限以下である", le(household_income(), draw.pick((3_600_000, 5_200_000)))),
        ("生活保護を受けていない", {"not": WELFARE}),
    )
    return Sketch(
        "若者世帯の家賃補助", "household", "housing", parts, (pay(capped(rent, "0.2", 20_000), "month"),)
    )


def newlyweds(draw: Draw) -> Sketch:
    cost = fact("household.moving_cost")
    until = draw.pick((34, 39))
    parts: tuple[Part, ...] = (
        ("夫婦である", some("spouse", le(AGE, until))),
        (f"申請する人が{until}歳までである", some("self", le(AGE, until))),
        ("引っ越しの費用がある", ge(cost, 1)),
        ("所得が500万円未満である", lt(household_income(), 5_000_000)),
    )
    value: Tree = {"min": [cost, cases((some("self", le(AGE, 29)), 600_000), otherwise=300_000)]}
    return Sketch("新婚世帯の住居費の補助", "household", "housing", parts, (pay(value),))


def exempt_grant(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (
        ("住民税非課税の世帯である", EXEMPT),
        ("課税者の扶養だけの世帯でない", {"not": fact("household.only_dependants_of_taxpayer")}),
    )
    heads: Tree = {"multiply": [number_of("everyone", TOGETHER), draw.pick((3_000, 5_000))]}
    return Sketch(
        "物価高の支援給付",
        "household",
        "livelihood",
        parts,
        (pay({"add": [draw.pick((10_000, 20_000)), heads]}),),
    )


def per_capita_grant(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (("均等割だけの世帯である", fact("household.residence_tax_per_capita_only")),)
    return Sketch(
        "均等割世帯の支援給付", "household", "livelihood", parts, (pay(draw.pick((10_000, 30_000))),)
    )


def insurance_relief(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (
        ("収入が大きく減った", among("household.income_loss", ["left_job", "reduced"])),
        ("国民健康保険に入る人がいる", some("everyone", eq(fact("person.health_insurance"), "national"))),
        ("所得が上限以下である", le(household_income(), draw.pick((3_000_000, 4_000_000)))),
    )
    return Sketch("国民健康保険料の独自の減免", "household", "health", parts)


def ventilator_power(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (
        ("人工呼吸器を使っている", fact("person.ventilator")),
        ("施設にいない", AT_HOME),
    )
    return Sketch(
        "人工呼吸器の電気代の助成", "person", "health", parts, (pay(draw.pick((1_000, 2_000)), "month"),)
    )


def check_up(draw: Draw) -> Sketch:
    start = draw.pick((18, 20, 35))
    parts: tuple[Part, ...] = (
        (f"{start}歳から39歳である", between(AGE, start, 39)),
        ("住民登録", REGISTERED),
    )
    return Sketch(
        "若い世代の健康診査", "person", "health", parts, (pay(1, "year", unit="times", kind="in_kind"),)
    )


def dental(draw: Draw) -> Sketch:
    ages = draw.pick(((40, 50, 60, 70), (25, 30, 35, 40, 45, 50, 60, 70), (40, 45, 50, 55, 60, 65, 70)))
    parts: tuple[Part, ...] = (("節目の年齢である", {"any": [eq(AGE, age) for age in ages]}),)
    return Sketch("成人歯科健診", "person", "health", parts, (pay(1, "year", unit="times", kind="in_kind"),))


def women_check(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (
        ("女性である", eq(fact("person.sex"), "female")),
        ("年度の年齢が対象である", between(SCHOOL, draw.pick((30, 35)), draw.pick((39, 45)))),
    )
    return Sketch(
        "女性の健康診査", "person", "health", parts, (pay(1, "year", unit="times", kind="in_kind"),)
    )


def job_seeker(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (
        ("仕事を探している", fact("person.seeks_work")),
        (f"{(age := draw.pick((40, 55, 60)))}歳以上である", ge(AGE, age)),
        ("いまは働いていない", eq(fact("person.work"), "none")),
    )
    return Sketch("中高年の再就職の支援金", "person", "work", parts, (pay(draw.pick((30_000, 50_000))),))


def certificate(draw: Draw) -> Sketch:
    fee = fact("person.training_fee")
    parts: tuple[Part, ...] = (
        ("講座を受けている", among("person.training", ["general", "practical", "school"])),
        ("18歳から64歳である", between(AGE, 18, 64)),
    )
    return Sketch(
        "資格取得の補助", "person", "work", parts, (pay(capped(fee, "0.5", draw.pick((50_000, 100_000)))),)
    )


def care_leave(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (
        ("介護休業を取っている", fact("person.takes_care_leave")),
        ("都内に1年以上住んでいる", ONE_YEAR),
    )
    return Sketch("介護休業の上乗せ", "person", "work", parts, (pay(draw.pick((10_000, 20_000)), "month"),))


def disaster_gift(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (
        ("災害にあった", fact("household.disaster")),
        ("住まいに被害がある", {"not": among("household.disaster_damage", ["none", "partial"])}),
    )
    value = table("mogi.damage", fact("household.disaster_damage"))
    return Sketch("災害見舞金の上乗せ", "household", "disaster", parts, (pay(value),))


def funeral(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (
        ("家族を亡くした", {"not": eq(fact("household.death"), "none")}),
        ("葬儀を行った", fact("household.funeral_by_me")),
        ("住民税非課税の世帯である", EXEMPT),
    )
    return Sketch("区民葬の補助", "household", "death", parts, (pay(draw.pick((20_000, 30_000))),))


def loan(draw: Draw) -> Sketch:
    as_gross: Tree = {"as": {"basis": "gross", "value": fact("household.rent_cap")}}
    parts: tuple[Part, ...] = (
        ("生活に困っている", among("household.money_trouble", ["short_term", "long_term"])),
        ("貯金が上限以下である", le(fact("household.savings"), draw.pick((500_000, 1_000_000)))),
        (
            "今月の収入が基準以下である",
            le(fact("household.income_month"), {"add": [84_000, as_gross]}),
        ),
    )
    return Sketch(
        "応急の小口貸付", "household", "livelihood", parts, (pay(draw.pick((50_000, 100_000)), kind="loan"),)
    )


def foreign_school(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (
        ("外国籍である", among("person.nationality", ["permanent", "mid_long_term"])),
        ("6歳から14歳までの学年である", between(SCHOOL, 6, 14)),
        (
            "公立の学校に通っていない",
            {"not": among("person.enrolment", ["elementary_public", "junior_public"])},
        ),
    )
    return Sketch(
        "外国人学校の保護者補助", "person", "education", parts, (pay(draw.pick((6_000, 9_000)), "month"),)
    )


ADULTS: tuple[Maker, ...] = (
    taxi_tickets, petrol, welfare_allowance, mental_allowance, disease_gift, psychiatric, young_rent,
    newlyweds, exempt_grant, per_capita_grant, insurance_relief, ventilator_power, check_up, dental,
    women_check, job_seeker, certificate, care_leave, disaster_gift, funeral, loan, foreign_school,
)  # fmt: skip
