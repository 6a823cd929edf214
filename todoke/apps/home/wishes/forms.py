"""The form of how to be told (受け取り方): nothing is chosen before the person chooses it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from todoke.apps.home.wishes.labels import weekday_label
from todoke.apps.notices.models import Preference
from todoke.rules.programs import Topic
from todoke.telling.channels import Channel, bits_of, channels_of
from todoke.ui.controls import Checkboxes, Choice, Control, ErrorSummary, Select, TextInput
from todoke.ui.topics import topic_label
from todoke.ui.words import t

ASKABLE = tuple(topic for topic in Topic if topic not in (Topic.DEATH, Topic.DISASTER))
"""Of disasters everybody is told without asking, and after a death offices tell what is to be done, not a push."""

MOST = 30
_HOURS = range(24)
_EACH = "each"


@dataclass(frozen=True)
class WishesForm:
    """What somebody wishes, as typed or as it stands."""

    topics: frozenset[Topic] = frozenset()
    channels: frozenset[Channel] = frozenset()
    budget: str = "4"
    quiet_from: str = "21"
    quiet_until: str = "8"
    roundup: str = _EACH
    disaster: bool = False
    suggested: frozenset[Topic] = frozenset()
    """What others of the same age wish for: stands first, and is never ticked by us."""
    errors: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def now(cls, row: Preference | None) -> WishesForm:
        """Return how it stands; of somebody who decided nothing every box is empty."""
        if row is None:
            return cls()
        order = list(Topic)
        return cls(
            topics=frozenset(topic for topic in ASKABLE if row.topics >> order.index(topic) & 1),
            channels=frozenset(channels_of(row.channels)),
            budget=str(row.budget),
            quiet_from=str(row.quiet_from // 60),
            quiet_until=str(row.quiet_until // 60),
            roundup=_EACH if row.roundup_day is None else str(row.roundup_day),
            disaster=row.disaster,
        )

    @classmethod
    def of(cls, typed: QueryDict) -> WishesForm:
        """Read the form."""
        errors: dict[str, str] = {}
        budget = typed.get("budget", "").strip()[:4]
        if not (budget.isascii() and budget.isdecimal() and int(budget) <= MOST):
            errors["budget"] = t("0から30までの数字を入れてください")
        hours = {str(hour) for hour in _HOURS}
        quiet_from, quiet_until = typed.get("quiet_from", "21"), typed.get("quiet_until", "8")
        if quiet_from not in hours:
            quiet_from, errors["quiet_from"] = "21", t("何時からかを選んでください")
        if quiet_until not in hours:
            quiet_until, errors["quiet_until"] = "8", t("何時までかを選んでください")
        roundup = typed.get("roundup", _EACH)
        if roundup not in {_EACH, *map(str, range(7))}:
            roundup, errors["roundup"] = _EACH, t("どれか1つを選んでください")
        return cls(
            topics=frozenset(topic for topic in ASKABLE if topic.value in typed.getlist("topics")),
            channels=frozenset(one for one in Channel if one.value in typed.getlist("channels")),
            budget=budget,
            quiet_from=quiet_from,
            quiet_until=quiet_until,
            roundup=roundup,
            disaster="disaster" in typed,
            errors=errors,
        )

    @property
    def changes(self) -> dict[str, Any]:
        """Return what is to be stored; only of a form without errors."""
        order = list(Topic)
        return {
            "topics": sum(1 << order.index(topic) for topic in self.topics),
            "channels": bits_of(self.channels),
            "budget": int(self.budget),
            "quiet_from": int(self.quiet_from) * 60,
            "quiet_until": int(self.quiet_until) * 60,
            "roundup_day": None if self.roundup == _EACH else int(self.roundup),
            "disaster": self.disaster,
        }

    @property
    def controls(self) -> list[Control]:
        """The fields."""
        ways = {
            Channel.MAIL: t("メール"),
            Channel.PUSH: t("ブラウザーの通知"),
            Channel.LETTER: t("手紙"),
            Channel.APP: t("アプリ"),
        }
        hours = [(str(hour), t("%(hour)s時", hour=hour)) for hour in _HOURS]
        days = [(_EACH, t("まとめない(そのつど)")), *((str(day), weekday_label(day)) for day in range(7))]
        return [
            Checkboxes(
                name="topics",
                label=t("何について"),
                hint=t("選んだ分野だけを知らせます。何も選ばなければ、何も知らせません。"),
                is_required=False,
                choices=[
                    Choice(
                        one.value,
                        topic_label(one),
                        hint=t("同じ年代の人に多い") if one in self.suggested else "",
                        is_chosen=one in self.topics,
                    )
                    for one in sorted(ASKABLE, key=lambda topic: topic not in self.suggested)
                ],
            ),
            Checkboxes(
                name="channels",
                label=t("どこで"),
                hint=t("選ばなくても、マイページではいつでも読めます。"),
                is_required=False,
                choices=[
                    Choice(one.value, label, is_chosen=one in self.channels) for one, label in ways.items()
                ],
            ),
            Checkboxes(
                name="disaster",
                label=t("災害のお知らせ"),
                hint=t("選んだ届け方に、何時でも、通数にかかわらず届けます。"),
                is_required=False,
                choices=[Choice("yes", t("届けてよい"), is_chosen=self.disaster)],
            ),
            TextInput(
                name="budget",
                label=t("30日に何通まで"),
                hint=t("すべての役所をあわせた数です。0から30まで。こえた分は棚に置きます。"),
                error=self.errors.get("budget", ""),
                value=self.budget,
                size="short",
                inputmode="numeric",
                suffix=t("通"),
            ),
            Select(
                name="quiet_from",
                label=t("受け取らない時間: 何時から"),
                error=self.errors.get("quiet_from", ""),
                choices=[Choice(value, label, is_chosen=value == self.quiet_from) for value, label in hours],
            ),
            Select(
                name="quiet_until",
                label=t("受け取らない時間: 何時まで"),
                hint=t("同じ時刻にすると、いつでも受け取ります。"),
                error=self.errors.get("quiet_until", ""),
                choices=[Choice(value, label, is_chosen=value == self.quiet_until) for value, label in hours],
            ),
            Select(
                name="roundup",
                label=t("まとめて受け取る曜日"),
                hint=t(
                    "急がないお知らせは、その日に1つにまとめます。まとめ便も1通と数えます。待つと間に合わないものは、先に知らせます。"
                ),
                error=self.errors.get("roundup", ""),
                choices=[Choice(value, label, is_chosen=value == self.roundup) for value, label in days],
            ),
        ]

    @property
    def summary(self) -> ErrorSummary:
        """All that is wrong."""
        return ErrorSummary.of(*self.controls)
