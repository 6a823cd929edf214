"""What a person told on the built-in screens, in words, for the page on which answers are reviewed."""

from dataclasses import dataclass

from todoke.apps.portal.municipalities import name_of, reference
from todoke.apps.screening.domain.situation import TOPICS_QUESTION, Situation
from todoke.apps.screening.queries import AnsweredQuestion
from todoke.rules.planning import FAMILY_QUESTION, MUNICIPALITY_QUESTION
from todoke.rules.programs import Topic
from todoke.rules.texts import Text
from todoke.ui.topics import topic_label
from todoke.ui.words import Words, t


def told_on(question_id: str, situation: Situation) -> list[Words]:
    """Return what was told on a built-in screen, a line each; nothing for every other screen."""
    if question_id == TOPICS_QUESTION:
        return [topic_label(Topic(one)) for one in situation.topics] or [t("すべての分野")]
    if question_id == MUNICIPALITY_QUESTION:
        code = situation.raw.get("municipality")
        return [name_of(reference().get_by_code(str(code)))] if code else [t("わからない")]
    if question_id == FAMILY_QUESTION:
        return _family([str(member["relation"]) for member in situation.raw["members"]])
    return []


@dataclass(frozen=True, slots=True)
class FactTold:
    """What was told of one fact: for each person (None for the household) the answer in words."""

    label: Text | None
    answers: list[tuple[Text | None, Text]]


def facts_told(answered: AnsweredQuestion) -> list[FactTold]:
    """Return the answers of a screen fact by fact; a fact named like its screen needs no label."""
    found: dict[str, FactTold] = {}
    for who, label, words in answered.answers:
        own = None if label.ja == answered.title.ja else label
        found.setdefault(label.ja, FactTold(own, [])).answers.append((who, words))
    return list(found.values())


def _family(relations: list[str]) -> list[Words]:
    named = {
        "spouse": t("配偶者・パートナー"),
        "child": t("子ども"),
        "parent": t("父・母"),
        "grandparent": t("祖父・祖母"),
        "grandchild": t("孫"),
        "sibling": t("兄弟姉妹"),
        "other": t("そのほかの人"),
    }
    return [
        t("%(person)s：%(count)s人", person=words, count=relations.count(relation))
        for relation, words in named.items()
        if relation in relations
    ] or [t("あなただけ")]
