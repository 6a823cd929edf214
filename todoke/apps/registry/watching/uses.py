"""Which links the current versions of records name, kept in the transaction that publishes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q

from todoke.apps.registry.domain.addresses import Named, addresses
from todoke.apps.registry.models import Link, LinkUse, Record, State, Version
from todoke.apps.registry.projections import Published
from todoke.apps.registry.queries.links import spelled
from todoke.apps.registry.queries.sheets import sheet_texts

RULES = "rules"
_BATCH = 500
_CITED = re.compile(r"""\burl:\s*["']?(https?://[^\s"',}\]]+)""")


def follow(published: Sequence[Published]) -> None:
    """Make the uses of these records what they now name. Synthetic records are not looked at."""
    real = [each for each in published if not each.record.synthetic]
    named = {each.record.pk: [] if each.content is None else addresses(each.content) for each in real}
    for record, sources in _sources([each.record for each in real if each.content is not None]):
        named[record] += sources
    _write(named, rules=False)


def follow_rules() -> None:
    """Make the uses of records that a rule decides what the rule files now cite."""
    records = dict(
        Record.objects.published().real().exclude(rules="").order_by("pk").values_list("rules", "pk")
    )
    named: dict[int, list[Named]] = {pk: [] for pk in records.values()}
    for path, text in sheet_texts().items():
        record = records.get(PurePosixPath(path).parts[1]) if path.startswith("programs/") else None
        if record is not None:
            named[record] += [Named(RULES, url) for url in _CITED.findall(text)]
    _write(named, rules=True)


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
    follow_rules()
    LinkUse.objects.exclude(record__state=State.PUBLISHED, record__synthetic=False).delete()
    return Link.objects.filter(uses__isnull=False).distinct().count()


def _sources(records: Sequence[Record]) -> Iterator[tuple[int, list[Named]]]:
    """Yield the addresses of the sources that the current version of each record rests on."""
    by_version = {record.current_id: record.pk for record in records if record.current_id is not None}
    for batch in _batches(sorted(by_version)):
        cited = Version.objects.filter(pk__in=batch).exclude(sources=[]).values_list("pk", "sources")
        for version, sources in cited:
            yield (
                by_version[version],
                [
                    Named(f"sources.{place}.url", str(source["url"]), str(source.get("law", ""))[:300])
                    for place, source in enumerate(sources)
                    if source.get("url")
                ],
            )


def _write(named: dict[int, list[Named]], *, rules: bool) -> None:
    records = list(named)
    baselines: dict[tuple[int, int], int] = {}
    for batch in _batches(records):
        old = LinkUse.objects.filter(Q(field=RULES) if rules else ~Q(field=RULES), record_id__in=batch)
        known = old.filter(baseline__isnull=False).values_list("record_id", "link_id", "baseline_id")
        baselines |= {(record, link): baseline for record, link, baseline in known}
        old.delete()
    ids = _links({spelled(one.url) for ones in named.values() for one in ones})
    rows: dict[tuple[int, str, int], LinkUse] = {}
    for record, ones in named.items():
        for one in ones:
            link = ids[spelled(one.url)]
            rows.setdefault(
                (record, one.field[:80], link),
                LinkUse(
                    record_id=record,
                    link_id=link,
                    field=one.field[:80],
                    written=one.url[:2000],
                    title=one.title,
                    watched=one.watched,
                    baseline_id=baselines.get((record, link)),
                ),
            )
    LinkUse.objects.bulk_create(rows.values(), batch_size=_BATCH)


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
