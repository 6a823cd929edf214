"""Synthetic programs for children and their families, as municipalities of Tokyo have them of their own."""

from __future__ import annotations

from bench.catalog_words import (
    AGE,
    ELEMENTARY,
    EXEMPT,
    HIGH,
    JUNIOR,
    MONTHS,
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
    each,
    eq,
    fact,
    ge,
    household_income,
    le,
    lt,
    number_of,
    pay,
    rank_under,
    some,
    summed,
    table,
)

_PUPIL: Part = ("小中学校に在学している", among("person.enrolment", ELEMENTARY + JUNIOR))
_LIMITS = ("mogi.limit-105", "mogi.limit-110", "mogi.limit-115", "mogi.limit-120", "mogi.limit-130")


def _within_limit(draw: Draw) -> Tree:
    return le(household_income(), table(draw.pick(_LIMITS), fact("household.size")))


def _levy_under(draw: Draw, *limits: int) -> Part:
    limit = draw.pick(limits)
    return f"父母の所得割額が{limit}円未満", lt(fact("person.parents_income_levy_city"), limit)


def birth_gift(draw: Draw) -> Sketch:
    months, first = draw.pick((4, 6, 12)), draw.pick((10_000, 20_000, 30_000, 50_000))
    baby = lt(MONTHS, months)
    value = cases(
        (ge(rank_under(18), 3), first * 3), (eq(rank_under(18), 2), first * 2), otherwise=first
    )  # fmt: skip
    parts: list[Part] = [(f"{months}か月未満の子がいる", some("everyone", baby))]
    if draw.says(0.4):
        parts.append(("都内に1年以上住んでいる", ONE_YEAR))
    return Sketch("出産祝金", "household", "children", tuple(parts), (pay(summed("everyone", value, baby)),))


def nappies(draw: Draw) -> Sketch:
    last, monthly = draw.pick((12, 18, 24, 36)), draw.pick((2_000, 3_000, 4_500))
    parts: tuple[Part, ...] = ((f"{last}か月までの子", between(MONTHS, 0, last)), ("住民登録", REGISTERED))
    return Sketch("紙おむつの支給", "person", "children", parts, (pay(monthly, "month", kind="in_kind"),))


def nursery_sibling(draw: Draw) -> Sketch:
    kinds = draw.pick((["certified_nursery"], ["certified_nursery", "unlicensed_nursery"]))
    parts: tuple[Part, ...] = (
        ("対象の保育施設に通う", among("person.enrolment", kinds)),
        ("第2子以降である", ge(rank_under(18), 2)),
        _levy_under(draw, 169_000, 211_200, 301_000, 397_000),
    )
    value = cases((ge(rank_under(18), 3), draw.pick((40_000, 67_000))), otherwise=draw.pick((20_000, 30_000)))
    return Sketch("きょうだいの保育料の補助", "person", "childcare", parts, (pay(value, "month"),))


def unlicensed(draw: Draw) -> Sketch:
    infant, older = draw.pick((30_000, 40_000, 67_000)), draw.pick((10_000, 20_000))
    parts: tuple[Part, ...] = (
        ("認可外の施設に通う", eq(fact("person.enrolment"), "unlicensed_nursery")),
        ("保育が必要と認定されている", fact("person.childcare_need")),
    )
    value = cases((le(SCHOOL, 2), infant), otherwise=older)
    return Sketch("認可外保育の補助", "person", "childcare", parts, (pay(value, "month"),))


def kindergarten(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (
        ("幼稚園に通う", eq(fact("person.enrolment"), "kindergarten")),
        ("新制度に移っていない園である", eq(fact("person.kindergarten_kind"), "old")),
    )
    base, levy = draw.pick((1_800, 3_500, 5_800)), fact("person.parents_income_levy_city")
    value = cases((le(levy, 77_100), base + 4_400), (le(levy, 211_200), base + 1_500), otherwise=base)
    return Sketch("私立幼稚園の保護者補助", "person", "childcare", parts, (pay(value, "month"),))


def waiting(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (
        ("保育園の入園を待っている", fact("household.nursery_waiting")),
        ("2歳児までの子がいる", some("everyone", le(SCHOOL, draw.pick((1, 2))))),
    )
    return Sketch("待機児童の家庭の支援", "household", "childcare", parts, (pay(20_000, "month"),))


def school_lunch(draw: Draw) -> Sketch:
    small, large = draw.pick(((4_300, 5_000), (4_700, 5_500), (5_100, 6_000)))
    schools = ["elementary_public", "junior_public", "special_needs"][: draw.pick((2, 3))]
    parts: tuple[Part, ...] = (("公立の小中学校に通う", among("person.enrolment", schools)),)
    value = cases((le(SCHOOL, 11), small), otherwise=large)
    return Sketch("学校給食費の補助", "person", "education", parts, (pay(value, "month", months=11),))


def private_lunch(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (
        ("私立の小中学校に通う", among("person.enrolment", [ELEMENTARY[1], JUNIOR[1]])),
        ("6歳から14歳までの学年", between(SCHOOL, 6, 14)),
        ("住民登録", REGISTERED),
    )
    return Sketch(
        "私立学校等の給食費相当の支給",
        "person",
        "education",
        parts,
        (pay(draw.pick((40_000, 55_000)), "year"),),
    )


def entrance_gift(draw: Draw) -> Sketch:
    grades = draw.pick(((5,), (5, 11), (5, 11, 14)))
    entering: Tree = {"any": [eq(SCHOOL, grade) for grade in grades]} if len(grades) > 1 else eq(SCHOOL, 5)
    parts: list[Part] = [("来年度に入学する", entering)]
    if draw.says(0.5):
        parts.append(("第3子以降である", ge(rank_under(draw.pick((17, 21))), 3)))
    return Sketch("入学祝金", "person", "education", tuple(parts), (pay(draw.pick((30_000, 50_000))),))


def school_aid(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (
        _PUPIL,
        ("世帯の所得が基準以下である", {"any": [WELFARE, _within_limit(draw)]}),
    )
    value = cases(
        (eq(SCHOOL, 6), 63_000), (le(SCHOOL, 11), draw.pick((16_000, 18_500))), (eq(SCHOOL, 12), 81_000),
        otherwise=draw.pick((27_000, 32_500)),
    )  # fmt: skip
    return Sketch("学用品費の援助", "person", "education", parts, (pay(value, "year"),))


def school_trip(draw: Draw) -> Sketch:
    grade = draw.pick((11, 14))
    parts: tuple[Part, ...] = (
        ("修学旅行の学年である", eq(SCHOOL, grade)),
        _PUPIL,
        ("世帯の所得が基準以下である", _within_limit(draw)),
    )
    return Sketch("修学旅行費の援助", "person", "education", parts, (pay(22_000 if grade == 11 else 60_000),))


def cram_school(draw: Draw) -> Sketch:
    low = draw.pick((9, 11, 14))
    parts: tuple[Part, ...] = (
        ("対象の学年である", between(SCHOOL, low, 14)),
        ("住民税非課税の世帯である", EXEMPT),
    )
    return Sketch(
        "学習塾代の助成", "person", "education", parts, (pay(draw.pick((10_000, 20_000)), "month"),)
    )


def grant(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (
        ("高校などに在学している", among("person.enrolment", HIGH)),
        ("世帯の所得が基準以下である", _within_limit(draw)),
        ("生活保護を受けていない", {"not": WELFARE}),
    )
    value = cases((among("person.enrolment", HIGH[:1]), 9_000), otherwise=draw.pick((12_000, 15_000)))
    return Sketch("高校生の給付型奨学金", "person", "education", parts, (pay(value, "month"),))


def college_grant(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (
        ("大学・専門学校の学生である", fact("person.student")),
        ("18歳から24歳までである", between(AGE, 18, 24)),
        ("都内に3年以上住んでいる", fact("person.lived_in_tokyo_3_years")),
        ("世帯の所得が上限以下である", le(household_income(), draw.pick((4_000_000, 6_000_000)))),
    )
    return Sketch(
        "奨学金の返済・給付", "person", "education", parts, (pay(draw.pick((120_000, 240_000)), "year"),)
    )


def many_children(draw: Draw) -> Sketch:
    until, least = draw.pick((15, 17, 18)), draw.pick((3, 3, 4))
    count = number_of("everyone", between(AGE, 0, until))
    value: Tree = {"multiply": [{"subtract": [count, least - 1]}, draw.pick((3_000, 5_000, 10_000))]}
    parts: tuple[Part, ...] = ((f"{until}歳までの子が{least}人以上いる", ge(count, least)),)
    return Sketch("多子世帯の手当", "household", "children", parts, (pay(value, "month"),))


def single_parent_rent(draw: Draw) -> Sketch:
    rent, cap = fact("household.rent_monthly"), draw.pick((10_000, 15_000, 20_000))
    parts: tuple[Part, ...] = (
        ("ひとり親である", some("self", fact("person.single_parent"))),
        ("18歳未満の子がいる", some("children", lt(AGE, 18))),
        ("家賃が範囲にある", between(rent, 20_000, draw.pick((80_000, 100_000, 120_000)))),
        ("持ち家でない", {"not": fact("household.owns_home")}),
    )
    return Sketch(
        "ひとり親の家賃補助", "household", "housing", parts, (pay(capped(rent, "0.33", cap), "month"),)
    )


def single_parent_help(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (
        ("ひとり親である", fact("person.single_parent")),
        ("子が小さい", some("children", lt(AGE, draw.pick((9, 12, 15))))),
        ("所得が上限以下である", le(fact("person.total_income"), draw.pick((3_500_000, 5_000_000)))),
    )
    amount = pay(draw.pick((12, 24, 36)), "month", unit="hours", kind="in_kind")
    return Sketch("ひとり親のホームヘルプ", "person", "children", parts, (amount,))


def single_parent_entrance(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (
        ("ひとり親の家庭の子である", fact("person.child_of_single_parent")),
        ("来年度に進学する", {"any": [eq(SCHOOL, 5), eq(SCHOOL, 11), eq(SCHOOL, 14)]}),
    )
    value = cases((eq(SCHOOL, 14), 50_000), (eq(SCHOOL, 11), 40_000), otherwise=draw.pick((20_000, 30_000)))
    return Sketch("ひとり親の家庭の入学支度金", "person", "children", parts, (pay(value),))


def flu_shot(draw: Draw) -> Sketch:
    last = draw.pick((12, 15, 18))
    parts: list[Part] = [(f"生後6か月から{last}歳まで", {"all": [ge(MONTHS, 6), le(AGE, last)]})]
    if draw.says(0.3):
        parts.append(("住民登録", REGISTERED))
    once = draw.pick((1_000, 2_000, 3_000))
    value = cases((lt(AGE, 13), once * 2), otherwise=once)
    return Sketch(
        "子どものインフルエンザ予防接種の補助", "person", "immunization", tuple(parts), (pay(value, "year"),)
    )


def mumps(draw: Draw) -> Sketch:
    last = draw.pick((24, 36, 72))
    parts: tuple[Part, ...] = ((f"1歳から{last}か月まで", between(MONTHS, 12, last - 1)),)
    return Sketch(
        "おたふくかぜ予防接種の補助", "person", "immunization", parts, (pay(draw.pick((3_000, 4_000))),)
    )


def child_seat(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (
        ("6歳未満の子がいる", some("everyone", lt(AGE, 6))),
        (
            "所得割額が上限未満である",
            lt(fact("household.couple_income_levy_city"), draw.pick((155_500, 227_100))),
        ),
    )
    count = number_of("everyone", lt(AGE, 6))
    value: Tree = {"min": [{"multiply": [count, draw.pick((5_000, 10_000))]}, 20_000]}
    return Sketch("チャイルドシート購入の補助", "household", "children", parts, (pay(value),))


def twins(draw: Draw) -> Sketch:
    last = draw.pick((24, 36))
    parts: tuple[Part, ...] = (
        (f"{last}か月までの子が2人以上いる", ge(number_of("everyone", between(MONTHS, 0, last)), 2)),
        ("同じ家に住んでいる", each("children", TOGETHER)),
    )
    return Sketch("小さい子が複数いる家庭の移動支援", "household", "children", parts, (pay(24_000, "year"),))


def pregnancy_taxi(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (("妊娠している", fact("person.pregnant")), ("住民登録", REGISTERED))
    return Sketch("妊婦のタクシー券", "person", "maternity", parts, (pay(draw.pick((10_000, 20_000))),))


def late_pregnancy(draw: Draw) -> Sketch:
    days = draw.pick((60, 90, 120))
    left: Tree = {"elapsed": {"from": {"day": "today"}, "to": fact("person.due_date")}}
    parts: tuple[Part, ...] = (
        ("妊娠している", fact("person.pregnant")),
        (f"予定日まで{days}日以内である", between(left, 0, days)),
        ("住民税非課税である", fact("person.residence_tax_exempt")),
    )
    return Sketch("出産準備の支援", "person", "maternity", parts, (pay(draw.pick((15_000, 50_000))),))


def after_birth(draw: Draw) -> Sketch:
    months = draw.pick((4, 6, 12))
    parts: tuple[Part, ...] = (
        (f"{months}か月未満の子がいる", some("children", lt(MONTHS, months))),
        ("出産した人である", eq(fact("person.sex"), "female")),
    )
    amount = pay(draw.pick((20, 40, 60)), "year", unit="hours", kind="in_kind")
    return Sketch("産後の家事支援", "person", "maternity", parts, (amount,))


def disabled_child(draw: Draw) -> Sketch:
    until = draw.pick((17, 19))
    parts: tuple[Part, ...] = (
        (f"{until}歳までである", between(AGE, 0, until)),
        ("手帳を持っている", fact("person.has_handbook")),
    )
    value = cases(
        (among("person.handbook_physical", ["1", "2"]), 15_000),
        (among("person.handbook_intellectual", ["1", "2", "3"]), draw.pick((12_000, 15_000))), otherwise=6_000,
    )  # fmt: skip
    return Sketch("障害のある子の手当", "person", "disability", parts, (pay(value, "month"),))


def development(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (
        ("発達の支援が必要である", fact("person.developmental_support_need")),
        ("就学前である", le(SCHOOL, 5)),
        _levy_under(draw, 235_000, 280_000),
    )
    value = table("mogi.share-by-class", fact("person.jiritsu_class"))
    return Sketch("児童発達支援の利用料の補助", "person", "disability", parts, (pay(value, "month"),))


def helmet(draw: Draw) -> Sketch:
    last = draw.pick((6, 12, 15, 18))
    parts: tuple[Part, ...] = ((f"1歳から{last}歳まで", between(AGE, 1, last)),)
    return Sketch(
        "自転車用ヘルメットの補助",
        "person",
        "children",
        parts,
        (pay(draw.pick((1_000, 2_000)), kind="reduction"),),
    )


def family_move(draw: Draw) -> Sketch:
    cost = fact("household.moving_cost")
    parts: tuple[Part, ...] = (
        ("子育て中である", some("everyone", le(SCHOOL, draw.pick((5, 11, 17))))),
        ("引っ越しの費用がある", ge(cost, 1)),
        ("所得が上限以下である", _within_limit(draw)),
    )
    return Sketch(
        "子育て世帯の転居費の補助", "household", "housing", parts, (pay(capped(cost, "0.5", 150_000)),)
    )


def food_box(draw: Draw) -> Sketch:
    child = between(AGE, 0, draw.pick((14, 17)))
    parts: tuple[Part, ...] = (
        ("子どもがいる", some("everyone", child)),
        (
            "住民税非課税か均等割だけである",
            {"any": [EXEMPT, fact("household.residence_tax_per_capita_only")]},
        ),
    )
    value: Tree = {"add": [draw.pick((10_000, 20_000)), {"multiply": [number_of("everyone", child), 20_000]}]}
    return Sketch("子育て世帯の生活支援給付", "household", "livelihood", parts, (pay(value, kind="cash"),))


def after_school(draw: Draw) -> Sketch:
    parts: tuple[Part, ...] = (
        ("小学生である", among("person.enrolment", ELEMENTARY)),
        (
            "父母がみな働いている",
            each("parents", among("person.work", ["employee", "self_employed", "on_leave"])),
        ),
        ("所得の区分が対象である", {"any": [EXEMPT, lt(fact("person.parents_income_levy_city"), 97_000)]}),
    )
    return Sketch(
        "学童クラブ育成料の減額",
        "person",
        "childcare",
        parts,
        (pay(draw.pick((2_000, 4_000)), "month", kind="reduction"),),
    )


CHILDREN: tuple[Maker, ...] = (
    birth_gift, nappies, nursery_sibling, unlicensed, kindergarten, waiting, school_lunch, private_lunch,
    entrance_gift, school_aid, school_trip, cram_school, grant, college_grant, many_children,
    single_parent_rent, single_parent_help, single_parent_entrance, flu_shot, mumps, child_seat, twins,
    pregnancy_taxi, late_pregnancy, after_birth, disabled_child, development, helmet, family_move, food_box,
    after_school,
)  # fmt: skip
