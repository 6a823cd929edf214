"""One repair: the fields a task speaks of, what is proposed for each, and what the clerk decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from todoke.apps.desk.domain.changes import Plain, value_at, words_at
from todoke.apps.desk.domain.labels import pointer_label
from todoke.apps.desk.domain.shapes import Group, Many, Shape, shape_of

ACCEPT, EDIT, REFUSE = "accept", "edit", "refuse"


@dataclass(frozen=True, slots=True)
class FieldRepair:
    """One field of a repair: what stands there, what is proposed, and the words it rests on."""

    number: int
    pointer: str
    shape: Shape
    old: Any
    new: Any = None
    has_new: bool = False
    quote: str = ""
    url: str = ""
    standing: str = ""

    @property
    def name(self) -> str:
        """The name of its fields in the form."""
        return f"c{self.number}"

    @property
    def label(self) -> str:
        """The field in words."""
        return pointer_label(self.pointer)

    @property
    def old_words(self) -> str:
        """What stands there."""
        return words_at(self.pointer, self.old)

    @property
    def new_words(self) -> str:
        """What is proposed."""
        return "(消す)" if self.new is None else words_at(self.pointer, self.new)

    @property
    def to_edit(self) -> Any:
        """What the fields for correcting it by hand begin with."""
        return self.new if self.has_new and self.new is not None else self.old


@dataclass(frozen=True, slots=True)
class Decision:
    """What the clerk decided about one field; ``value`` is what shall stand there."""

    suggestion: FieldRepair
    kind: str
    value: Any = None

    def as_json(self) -> dict[str, Any]:
        """Return the decision as it is kept beside the task: what was proposed and what people made of it."""
        told = {"field": self.suggestion.pointer, "decision": self.kind, "quote": self.suggestion.quote}
        if self.suggestion.has_new:
            told["proposed"] = self.suggestion.new
        if self.kind != REFUSE:
            told["value"] = self.value
        return told


@dataclass(frozen=True, slots=True)
class PageView:
    """The official page as sentences, those that changed marked."""

    url: str = ""
    sentences: tuple[tuple[str, bool], ...] = field(default=())


def suggestions(
    kind: str, detail: dict[str, Any], content: Plain, *, need: str, key: str
) -> list[FieldRepair]:
    """Return the fields of a repair: those with a proposed value first, then those only pointed at."""
    shape = shape_of(kind)
    found: list[FieldRepair] = []
    for change in detail.get("changes", ()):
        pointer = str(change.get("field", ""))
        at = shape_at(shape, pointer)
        if at is None:
            continue
        found.append(
            FieldRepair(
                len(found),
                pointer,
                at,
                value_at(content, pointer),
                change.get("value"),
                has_new="value" in change,
                quote=str(change.get("quote") or ""),
                url=str(change.get("url") or detail.get("page_url") or ""),
                standing=str(change.get("standing") or ""),
            )
        )
    told = {one.pointer for one in found}
    for pointer in (*detail.get("fields", ()), *_pointed_at(need, key, content, bool(found))):
        at = shape_at(shape, pointer)
        if at is not None and pointer not in told:
            told.add(pointer)
            found.append(FieldRepair(len(found), pointer, at, value_at(content, pointer)))
    return found


def _pointed_at(need: str, key: str, content: Plain, is_told: bool) -> Sequence[str]:
    """Return the fields a task without proposals is about: the link that is dead, the field that is missing."""
    if is_told:
        return ()
    if need in ("dead_link", "moved_link"):
        return [pointer for pointer, url in addresses(content) if url == key]
    if need == "missing_field":
        return [key]
    return ()


def addresses(content: Any, at: str = "") -> list[tuple[str, str]]:
    """Return every address in a content with its path.

    >>> addresses({"links": [{"url": "https://a.example/"}]})
    [('links.0.url', 'https://a.example/')]
    """
    found: list[tuple[str, str]] = []
    pairs: Any = ()
    if isinstance(content, dict):
        pairs = content.items()
    elif isinstance(content, list):
        pairs = enumerate(content)
    for step, value in pairs:
        here = f"{at}.{step}" if at else str(step)
        if step == "url" and isinstance(value, str):
            found.append((here, value))
        elif step != "extra":
            found += addresses(value, here)
    return found


def shape_at(shape: Shape, pointer: str) -> Shape | None:
    """Return the shape at a path, None where the content has no such field."""
    here: Shape | None = shape
    for step in pointer.split("."):
        if isinstance(here, Many) and step.isdigit():
            here = here.item
        elif isinstance(here, Group):
            here = next((part for part in here.parts if part.name == step), None)
        else:
            return None
    return here if pointer else None


def page_view(detail: dict[str, Any]) -> PageView:
    """Return the page of a task; where only the changed sentences are known, those alone."""
    changed = [str(one) for one in detail.get("changed", ())]
    quotes = [str(one.get("text", "")) for one in detail.get("quotes", ()) if isinstance(one, dict)]
    sentences = [str(one) for one in detail.get("page", ())] or [
        *changed,
        *(q for q in quotes if q not in changed),
    ]
    marked = set(changed) or set(quotes)
    return PageView(
        str(detail.get("page_url") or ""), tuple((one, one in marked) for one in sentences if one)
    )
