"""Names of topics (分野), in the language of the page: one list for every page that shows them."""

from todoke.rules.programs import Topic
from todoke.ui.words import Words, t


def topic_label(topic: Topic) -> Words:
    """Return the name of a topic (分野)."""
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
