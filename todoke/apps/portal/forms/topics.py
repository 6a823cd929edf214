"""The first screen: what kind of support the person is looking for."""

from collections.abc import Sequence

from django.http import QueryDict

from todoke.apps.portal.coverage import coverage
from todoke.apps.portal.forms.base import ScreenForm
from todoke.apps.portal.speech import in_page_language
from todoke.apps.screening import actions
from todoke.apps.screening.domain.situation import Situation
from todoke.rules.programs import Topic
from todoke.ui.controls import Checkboxes, Choice, Control
from todoke.ui.topics import topic_label
from todoke.ui.words import t

NAME = "topics"


class TopicsForm(ScreenForm):
    """Any of the topics; none means all."""

    chosen: tuple[str, ...] = ()

    def read(self, typed: QueryDict) -> None:
        """Keep the topics that exist."""
        self.chosen = tuple(value for value in typed.getlist(NAME) if value in set(Topic))

    def controls(self) -> Sequence[Control]:
        """Return the topics as checkboxes."""
        chosen = self.situation.topics if self.typed is None else self.chosen
        return [
            Checkboxes(
                name=NAME,
                label=in_page_language(self.screen.title),
                hint=t("いくつでも選べます。決めていないときは、何も選ばずに次へ進んでください。"),
                choices=[
                    Choice(one.value, topic_label(one), is_chosen=one.value in chosen)
                    for one in coverage().by_topic
                ],
                is_heading=True,
                is_inline=True,
            )
        ]

    def answer(self) -> Situation:
        """Return the situation with the topics."""
        return actions.choose_topics(self.situation, self.chosen)
