"""What is known of links and pages told to the owners: tasks opened, kept up to date, and settled by themselves.

Told from what is stored, not from what a run happened to do: telling twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from todoke.apps.registry.actions.tasks import Finding, record_findings
from todoke.apps.registry.domain.page_changes import field_changes, get, readings
from todoke.apps.registry.models import (
    LinkUse,
    Need,
    Outcome,
    PageSnapshot,
    Proposal,
    Record,
    Stage,
    State,
    Task,
    Voice,
)
from todoke.apps.registry.queries.links import spelled
from todoke.apps.registry.watching.drafts import follow_drafts
from todoke.apps.registry.watching.messages import changed_message, dead_message, moved_message
from todoke.apps.registry.watching.uses import RULES
from todoke.clients.pages.differences import Difference, Weight, compare
from todoke.clients.pages.states import LinkState

NEEDS = (Need.DEAD_LINK, Need.MOVED_LINK, Need.PAGE_CHANGED)
_BATCH = 200
_SHOWN = 400
"""Sentences of a page that a task carries."""
_AROUND = 15


@dataclass(frozen=True, slots=True)
class Reported:
    """How many tasks were opened and how many settled by themselves."""

    opened: int = 0
    settled: int = 0


def report(record_ids: Collection[int], *, at: datetime) -> Reported:
    """Bring the tasks of these records up to date with what is known of their links and pages."""
    ids = sorted(record_ids)
    opened = settled = 0
    for start in range(0, len(ids), _BATCH):
        more_opened, more_settled = _report(ids[start : start + _BATCH], at)
        opened += more_opened
        settled += more_settled
    return Reported(opened, settled)


def overtaken() -> list[int]:
    """Return the records whose tasks or drafts were overtaken without a check: by a new version, or at the desk."""
    same_link = LinkUse.objects.filter(
        record=OuterRef("record"), record__state=State.PUBLISHED, written__startswith=OuterRef("key")
    )
    tasks = Task.objects.filter(need__in=NEEDS, settled_at__isnull=True).exclude(Exists(same_link))
    drafts = Proposal.objects.filter(voice=Voice.WATCH, stage=Stage.DRAFT, task__settled_at__isnull=False)
    return sorted({*tasks.values_list("record_id", flat=True), *drafts.values_list("record_id", flat=True)})


@transaction.atomic
def _report(ids: list[int], at: datetime) -> tuple[int, int]:
    uses = list(
        LinkUse.objects.filter(record_id__in=ids, record__state=State.PUBLISHED)
        .select_related("link", "link__page", "baseline", "record", "record__current")
        .order_by("record_id", "pk")
    )
    settled = _settled(ids)
    held = {
        (task.record_id, task.need, task.key): task
        for task in Task.objects.filter(record_id__in=ids, need__in=NEEDS, settled_at__isnull=True)
    }
    waiting = set(
        Task.objects.filter(
            pk__in=[task.pk for task in held.values()], proposals__stage=Stage.PROPOSED
        ).values_list("pk", flat=True)
    )
    findings = []
    for finding in _findings(uses, settled):
        task = held.get((finding.record_id, finding.need, finding.key[:200]))
        if task is not None:
            detail = task.detail if task.pk in waiting else {**finding.detail, **_decisions(task)}
            finding = Finding(finding.record_id, finding.need, finding.key, detail)
        findings.append(finding)
    counts = record_findings(findings=findings, needs=NEEDS, record_ids=ids, at=at)
    follow_drafts(ids, at=at)
    return counts


def _decisions(task: Task) -> dict[str, Any]:
    """Return what people decided about the task so far: it is not overwritten by a later look."""
    return {"decisions": task.detail["decisions"]} if "decisions" in task.detail else {}


def _settled(ids: list[int]) -> dict[tuple[int, str, str], Task]:
    """Return the last task somebody settled, by record, need and link."""
    tasks = Task.objects.filter(
        record_id__in=ids, need__in=NEEDS, outcome__in=(Outcome.REPAIRED, Outcome.KEPT)
    ).order_by("settled_at")
    return {(task.record_id, task.need, task.key): task for task in tasks}


def _findings(uses: Sequence[LinkUse], settled: dict[tuple[int, str, str], Task]) -> Iterator[Finding]:
    by_record: dict[int, list[LinkUse]] = {}
    for use in uses:
        by_record.setdefault(use.record_id, []).append(use)
    for own in by_record.values():
        told: set[tuple[str, str]] = set()
        for use in filter(_is_field, own):
            for finding in (_link_finding(use, own, settled), _page_finding(use, settled)):
                # One task for an address, however many fields name it.
                if finding is not None and (finding.need, finding.key) not in told:
                    told.add((finding.need, finding.key))
                    yield finding


def _link_finding(
    use: LinkUse, own: Sequence[LinkUse], settled: dict[tuple[int, str, str], Task]
) -> Finding | None:
    link = use.link
    needs = {LinkState.DEAD.value: Need.DEAD_LINK, LinkState.MOVED.value: Need.MOVED_LINK}
    need = needs.get(link.state)
    if need is None:
        return None
    last = settled.get((use.record_id, need, use.written[:200]))
    if last is not None and last.outcome == Outcome.KEPT and link.since and last.settled_at:
        same_as_then = last.detail.get("since") == link.since.isoformat() or last.settled_at >= link.since
        if same_as_then and last.detail.get("target", "") == link.target:
            return None  # somebody looked, and decided to leave it
    fields = [one.field for one in own if one.link_id == link.pk and _is_field(one)]
    best = link.replacements[:1]
    return Finding(
        use.record_id,
        need,
        use.written,
        {
            "message": dead_message(link) if need == Need.DEAD_LINK else moved_message(link),
            "fields": fields,
            "changes": [
                {
                    "field": field,
                    "value": value,
                    "quote": one["words"],
                    "url": one["url"],
                    "standing": "inferred",
                }
                for one in best
                for field, value in _replaced(use, fields, one["url"])
            ],
            "replacements": link.replacements,
            "state": link.state,
            "since": link.since.isoformat() if link.since else "",
            "target": link.target,
            "page_url": link.url,
        },
    )


def _is_field(use: LinkUse) -> bool:
    """Return whether the link stands in a field of the record; sources and rules are kept elsewhere."""
    return use.field != RULES and not use.field.startswith("sources.")


def _replaced(use: LinkUse, fields: Sequence[str], url: str) -> Iterator[tuple[str, str]]:
    """Yield the fields with the link replaced: the address itself, or the text it is glued into."""
    raw = use.record.current.raw if use.record.current else {}
    for field in fields:
        if field.endswith(".url"):
            yield field, url
        elif isinstance(text := get(raw, field), str):
            yield field, text.replace(use.written, url)


def _page_finding(use: LinkUse, settled: dict[tuple[int, str, str], Task]) -> Finding | None:
    now = use.link.page
    if not use.watched or now is None:
        return None
    _rebase(use, now, settled.get((use.record_id, Need.PAGE_CHANGED, use.written[:200])))
    before = use.baseline
    if before is None or before.fingerprint == now.fingerprint:
        return None
    difference = compare(before.page, now.page)
    if difference.weight is not Weight.HIGH and difference.title is None:
        return None
    return Finding(use.record_id, Need.PAGE_CHANGED, use.written, _page_detail(use, now, difference))


def _rebase(use: LinkUse, now: PageSnapshot, last: Task | None) -> None:
    """Tell later changes against the page the owner last looked at."""
    baseline = use.baseline
    if baseline is None or baseline.raw["version"] != now.raw["version"]:
        baseline = now  # never told of, or read by other rules than today's
    elif last is not None and last.detail.get("fingerprint"):
        seen = PageSnapshot.objects.filter(link=use.link, fingerprint=last.detail["fingerprint"]).last()
        if seen is not None and seen.read_at > baseline.read_at:
            baseline = seen
    if baseline != use.baseline:
        use.baseline = baseline
        use.save(update_fields=["baseline"])


def _page_detail(use: LinkUse, now: PageSnapshot, difference: Difference) -> dict[str, Any]:
    page = now.page
    raw = use.record.current.raw if use.record.current else {}
    changed = [one.after.text for one in difference.changes if one.after is not None]
    return {
        "message": changed_message(difference, page.updated_on),
        "changes": [one.as_json() for one in field_changes(raw, difference, url=use.written)],
        "changed": changed,
        "removed": [one.text for one in difference.removed],
        "pairs": [
            {"before": one.before.text, "after": one.after.text, "weight": one.weight.value}
            for one in difference.changed
            if one.before is not None and one.after is not None
        ],
        "readings": readings(difference),
        "page": _shown([one.text for one in page.sentences], set(changed)),
        "page_url": spelled(use.written),
        "read_at": now.read_at.isoformat(),
        "fingerprint": now.fingerprint,
    }


def _shown(sentences: list[str], changed: set[str]) -> list[str]:
    """Return the page, of a long one what stands around the changes."""
    if len(sentences) <= _SHOWN:
        return sentences
    near = {
        place
        for around, text in enumerate(sentences)
        if text in changed
        for place in range(around - _AROUND, around + _AROUND + 1)
    }
    return [text for place, text in enumerate(sentences) if place in near][:_SHOWN]


def records_of(link_ids: Collection[int]) -> list[int]:
    """Return the published records that name these links."""
    ids: set[int] = set()
    wanted = list(link_ids)
    for start in range(0, len(wanted), 500):
        batch = wanted[start : start + 500]
        ids.update(
            Record.objects.published().filter(link_uses__link_id__in=batch).values_list("pk", flat=True)
        )
    return sorted(ids)
