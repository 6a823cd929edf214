"""The effect of a proposal's rule files on a sample of residents, for whoever decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.safestring import SafeString, mark_safe

from todoke.analytics.effect_telling import basis, section
from todoke.apps.desk.domain.standing import Loss, Standing
from todoke.apps.desk.queries.deciding import SheetCompared
from todoke.apps.matching.queries.preview import Preview, preview_of
from todoke.apps.registry.models import Proposal


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page says of the effect."""

    basis: str = ""
    sections: tuple[SafeString, ...] = ()
    unmoved: tuple[str, ...] = ()
    missing: str = ""
    has_failed: bool = False
    standing: Standing = field(default_factory=Standing)


def shown_effect(proposal: Proposal, sheets: Sequence[SheetCompared], *, today: date) -> Shown:
    """Return the effect of the changed rule files on the day they come into force, with what it asks for."""
    broken = any(sheet.problems for sheet in sheets)
    failing = sum(sheet.trial.failing for sheet in sheets if sheet.trial)
    if not sheets or broken:
        return Shown(standing=Standing(broken=broken))
    texts = {path: sheet["text"] for path, sheet in proposal.sheets.items()}
    preview = preview_of(texts, on=day_of(proposal, today))
    effect = preview.effect
    if effect is None:
        broken = not preview.missing and not preview.has_failed
        return Shown(
            missing=preview.missing,
            has_failed=preview.has_failed,
            standing=Standing(broken=broken, failing=failing, untried=preview.has_failed),
        )
    # Every text in it was escaped where it was put together.
    sections = tuple(
        mark_safe("".join(section(effect, one, preview.names or {}, level=3))) for one in effect.programs
    )
    return Shown(basis(effect), sections, effect.unmoved, standing=_standing(preview, failing))


def day_of(proposal: Proposal, today: date) -> date:
    """Return the day the change would be felt: today, or when the newest version in it begins."""
    days = [today]
    if proposal.effective_from is not None:
        days.append(proposal.effective_from)
    for path in proposal.sheets:
        stem = path.rsplit("/", 1)[-1].removesuffix(".yaml")
        try:
            days.append(date.fromisoformat(stem))
        except ValueError:
            continue
    return max(days)


def _standing(preview: Preview, failing: int) -> Standing:
    effect = preview.effect
    assert effect is not None
    losses = []
    for one in effect.programs:
        if not one.moves.fewer:
            continue
        number = effect.projected(one.moves.fewer, 0)[0]
        about = "都全体で約" if effect.is_sample else ""
        losses.append(Loss(one.name, one.moves.fewer, f"{about}{number:,}{one.counter}"))
    return Standing(
        failing=failing,
        losses=tuple(losses),
        failures=tuple(one.name for one in effect.programs if one.failure),
        key=preview.key,
    )
