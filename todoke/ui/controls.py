"""Form controls (入力欄) as values: what a template needs to print a field, its label, hint and error."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Choice:
    """One radio button, checkbox or option."""

    value: str
    label: str
    hint: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """Choices under a heading of their own, such as the municipalities of one area."""

    label: str
    choices: Sequence[Choice]
    is_open: bool = False


@dataclass(frozen=True, kw_only=True)
class Control:
    """What every form control has. ``name`` is the field's name in the form; ids are made from it.

    ``context`` is heard but not seen: it tells apart controls whose labels look alike.
    """

    template: ClassVar[str]

    name: str
    label: str
    hint: str = ""
    error: str = ""
    is_required: bool = True
    is_heading: bool = False
    context: str = ""

    @property
    def id(self) -> str:
        """The id of the field; an error summary links to it."""
        return f"field-{self.name}"

    @property
    def described_by(self) -> str:
        """The ids of hint and error for ``aria-describedby``; empty when there is neither."""
        ids = [f"{self.id}-{part}" for part in ("hint", "error") if getattr(self, part)]
        return " ".join(ids)

    @property
    def target(self) -> str:
        """The id of the first thing to act on, for the error summary."""
        return self.id


@dataclass(frozen=True, kw_only=True)
class TextInput(Control):
    """A line of text or a number; ``size`` is short, medium or long, ``suffix`` a unit (円, 歳)."""

    template: ClassVar[str] = "ui/components/text_input.html"

    value: str = ""
    size: str = "long"
    inputmode: str = "text"
    autocomplete: str = "off"
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, kw_only=True)
class TextArea(Control):
    """Several lines of text."""

    template: ClassVar[str] = "ui/components/text_area.html"

    value: str = ""
    rows: int = 4


@dataclass(frozen=True, kw_only=True)
class Select(Control):
    """One of many options, in the browser's own list."""

    template: ClassVar[str] = "ui/components/select.html"

    choices: Sequence[Choice] = ()
    groups: Sequence[ChoiceGroup] = ()
    empty: str = ""


@dataclass(frozen=True, kw_only=True)
class Radios(Control):
    """One of a few choices, every row a target; ``groups`` puts many choices under folded headings."""

    template: ClassVar[str] = "ui/components/radios.html"

    choices: Sequence[Choice] = ()
    groups: Sequence[ChoiceGroup] = ()
    is_inline: bool = False

    @property
    def target(self) -> str:
        return f"{self.id}-1"


@dataclass(frozen=True, kw_only=True)
class Checkboxes(Radios):
    """Any of a few choices."""

    template: ClassVar[str] = "ui/components/checkboxes.html"


@dataclass(frozen=True, kw_only=True)
class DateParts(Control):
    """A date as era, year, month and day; the day may be left out when ``is_day_optional``."""

    template: ClassVar[str] = "ui/components/date_parts.html"

    eras: Sequence[Choice] = ()
    year: str = ""
    month: str = ""
    day: str = ""
    is_day_optional: bool = False
    wrong_parts: frozenset[str] = frozenset()

    @property
    def target(self) -> str:
        return f"{self.id}-year"


@dataclass(frozen=True, slots=True)
class ErrorLink:
    """One line of the error summary: what is wrong, and the field to go to."""

    target: str
    message: str


@dataclass(frozen=True, slots=True)
class ErrorSummary:
    """All that is wrong on a page."""

    links: Sequence[ErrorLink] = field(default_factory=tuple)

    @classmethod
    def of(cls, *controls: Control) -> "ErrorSummary":
        """Return the summary of the controls that carry an error."""
        return cls(tuple(ErrorLink(one.target, one.error) for one in controls if one.error))
