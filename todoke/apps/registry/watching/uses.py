"""Which links the current versions of records name, kept in the transaction that publishes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from django.db import transaction

from todoke.apps.registry.domain.addresses import Named, addresses
from todoke.apps.registry.models import Link, LinkUse, Record, State
from todoke.apps.registry.projections import Published
from todoke.apps.registry.queries.links import spelled

_BATCH = 500


def follow(published: Sequence[Published]) -> None:
    """Make the uses of these records what their contents now name. Synthetic records are not looked at."""
    _write({each.record.pk: _named(each) for each in published if not each.record.synthetic})


@transaction.atomic
def rebuild() -> int:
    """Write the uses of all published records anew; return how many links are named."""
    records = Record.objects.published().real().select_related("current").order_by("pk")
    batch: list[Published] = []
    for record in records.iterator(chunk_size=_BATCH):
        batch.append(Published(record, record.content))
        if len(batch) == _BATCH:
            follow(batch)
            batch = []
    follow(batch)
    LinkUse.objects.exclude(record__state=State.PUBLISHED, record__synthetic=False).delete()
    return Link.objects.filter(uses__isnull=False).distinct().count()


def _named(each: Published) -> list[Named]:
    return [] if each.content is None else addresses(each.content)


def _write(named: dict[int, list[Named]]) -> None:
    records = list(named)
    baselines: dict[tuple[int, int], int] = {}
    for batch in _batches(records):
        old = LinkUse.objects.filter(record_id__in=batch)
        known = old.filter(baseline__isnull=False).values_list("record_id", "link_id", "baseline_id")
        baselines |= {(record, link): baseline for record, link, baseline in known}
        old.delete()
    ids = _links({spelled(one.url) for ones in named.values() for one in ones})
    LinkUse.objects.bulk_create(
        (
            LinkUse(
                record_id=record,
                link_id=ids[spelled(one.url)],
                field=one.field,
                written=one.url[:2000],
                title=one.title,
                watched=one.watched,
                baseline_id=baselines.get((record, ids[spelled(one.url)])),
            )
            for record, ones in named.items()
            for one in ones
            if len(one.field) <= 80
        ),
        batch_size=_BATCH,
    )


def _links(urls: set[str]) -> dict[str, int]:
    """Return the ids of these links, making those that are new."""
    wanted = sorted(urls)
    ids = _known(wanted)
    new = [Link(url=url, host=_host(url)) for url in wanted if url not in ids]
    if new:
        # Two publications at once may name the same new link; the second finds the first one's.
        Link.objects.bulk_create(new, batch_size=_BATCH, ignore_conflicts=True)
        ids |= _known([link.url for link in new])
    return ids


def _known(urls: list[str]) -> dict[str, int]:
    return {
        url: pk
        for batch in _batches(urls)
        for url, pk in Link.objects.filter(url__in=batch).values_list("url", "pk")
    }


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "")[:255]
    except ValueError:
        return ""


def _batches(values: list[int] | list[str]) -> Iterable[list[int] | list[str]]:
    for start in range(0, len(values), _BATCH):
        yield values[start : start + _BATCH]
