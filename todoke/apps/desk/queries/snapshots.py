"""The official page a task speaks of, as it was last seen."""

from __future__ import annotations

from todoke.apps.desk.domain.repairs import PageView
from todoke.apps.registry.models import Task
from todoke.apps.registry.models.links import LinkUse


def page_of(task: Task) -> PageView | None:
    """Return the page as the watcher last read it, with the sentences new since the owner knew it marked.

    None where no page of the record is watched; the words of the task itself are then all there is.
    """
    if task.detail.get("page"):
        return None
    uses = LinkUse.objects.filter(record=task.record_id, watched=True, link__page__isnull=False)
    uses = uses.select_related("link__page", "baseline").order_by("pk")
    wanted = task.detail.get("page_url") or task.key
    use = next((one for one in uses if wanted in (one.link.url, one.written)), None) or uses.first()
    if use is None or use.link.page is None:
        return None
    now = [one.text for one in use.link.page.page.sentences]
    known = {one.text for one in use.baseline.page.sentences} if use.baseline else set(now)
    changed = {str(one) for one in task.detail.get("changed", ())}
    sentences = tuple((one, one in changed or one not in known) for one in now)
    return PageView(use.link.url, sentences)
