"""A person's answers so far: a household as it was told, and which questions were asked (回答)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

TOPICS_QUESTION = "topics"
APPLICANT_ID = "me"


@dataclass(frozen=True, slots=True)
class Situation:
    """Answers so far; ``raw`` is a household file, just as the API takes it.

    ``asked`` names the questions that were answered, in their order, and ``put`` the controls they showed, "don't
    know" included: those are not asked again. ``topics`` is what the person looks for (empty: everything).
    """

    raw: Mapping[str, Any]
    asked: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    put: tuple[str, ...] = ()

    @classmethod
    def empty(cls) -> Situation:
        """Return the situation of somebody who has told nothing yet."""
        return cls({"members": [{"id": APPLICANT_ID, "relation": "self"}]})

    @classmethod
    def from_session(cls, stored: Mapping[str, Any] | None) -> Situation:
        """Return the situation kept in a session; what is not one is forgotten."""
        if not isinstance(stored, Mapping) or not _is_household(stored.get("raw")):
            return cls.empty()
        lists = [stored.get(name, []) for name in ("asked", "topics", "put")]
        if not all(_is_list_of_names(names) for names in lists):
            return cls.empty()
        asked, topics, put = (tuple(names) for names in lists)
        return cls(stored["raw"], asked, topics, put)

    def to_session(self) -> dict[str, Any]:
        """Return the situation as plain JSON values."""
        return {
            "raw": dict(self.raw),
            "asked": list(self.asked),
            "topics": list(self.topics),
            "put": list(self.put),
        }

    @property
    def members(self) -> list[dict[str, Any]]:
        """Return the members as they were told."""
        return list(self.raw["members"])

    def with_raw(self, raw: Mapping[str, Any]) -> Situation:
        """Return the situation with another household."""
        return replace(self, raw=raw)

    def with_asked(self, question_id: str, keys: Iterable[str] = ()) -> Situation:
        """Return the situation in which a question was answered, showing some controls."""
        asked = self.asked if question_id in self.asked else (*self.asked, question_id)
        return replace(self, asked=asked, put=tuple(dict.fromkeys((*self.put, *keys))))

    def without_asked(self, question_id: str, keys: Collection[str] = ()) -> Situation:
        """Return the situation in which a question and its controls may be asked again."""
        return replace(
            self,
            asked=tuple(one for one in self.asked if one != question_id),
            put=tuple(one for one in self.put if one not in keys),
        )

    def editable(self) -> dict[str, Any]:
        """Return a copy of the household that may be changed."""
        return deepcopy(dict(self.raw))


def _is_household(raw: Any) -> bool:
    """Tell whether something looks like a household file with the applicant in it."""
    members = raw.get("members") if isinstance(raw, dict) else None
    return (
        isinstance(members, list)
        and all(isinstance(m, dict) and isinstance(m.get("id"), str) for m in members)
        and any(m["id"] == APPLICANT_ID and m.get("relation") == "self" for m in members)
    )


def _is_list_of_names(names: Any) -> bool:
    return isinstance(names, list | tuple) and all(isinstance(name, str) for name in names)
