"""Names of topics and days of the week (分野・曜日), in the language of the page."""

from todoke.rules.programs import Topic
from todoke.ui.words import Words, t


def topic_label(topic: Topic) -> Words:
    """Return the name of a topic, as the finder has it."""
    return {
        Topic.CHILDREN: t("子ども・子育て"),
        Topic.CHILDCARE: t("保育・幼児教育"),
        Topic.MATERNITY: t("妊娠・出産"),
        Topic.EDUCATION: t("学校・教育"),
        Topic.IMMUNIZATION: t("予防接種・健診"),
        Topic.HEALTH: t("医療・健康"),
        Topic.DISABILITY: t("障害"),
        Topic.WORK: t("仕事"),
        Topic.LIVELIHOOD: t("生活費"),
        Topic.HOUSING: t("住まい"),
        Topic.PENSION: t("年金"),
        Topic.ELDERLY: t("高齢・介護"),
        Topic.DEATH: t("亡くなったとき"),
        Topic.DISASTER: t("災害"),
    }[topic]


def weekday_label(day: int) -> Words:
    """Return the name of a day of the week, 0 for Monday."""
    return (
        t("月曜日"),
        t("火曜日"),
        t("水曜日"),
        t("木曜日"),
        t("金曜日"),
        t("土曜日"),
        t("日曜日"),
    )[day]
