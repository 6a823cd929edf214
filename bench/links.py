"""How fast links are checked where no site has to be spared: ``python -m bench links [links] [sites]``.

Serves the pages itself, on this machine, under many names, without a pause between requests; so it measures fetching,
reading, judging, storing and telling, and not the politeness that decides how long a real run takes.
"""

from __future__ import annotations

import os
import resource
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter

from todoke.clients.pages.fake import Canned

LINKS, SITES = 4_000, 60
AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
ON = date(2026, 11, 22)
PARAGRAPHS = 40


def main(arguments: list[str]) -> int:
    """Measure a first run, one where nothing changed, and one where every page did."""
    links = int(arguments[0]) if arguments else LINKS
    sites = int(arguments[1]) if len(arguments) > 1 else SITES
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "todoke.config.settings")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        _measure(links, sites)
    return 0


def _measure(links: int, sites: int) -> None:
    from tests.factories.websites import Website, website
    from todoke.apps.registry.models import PageSnapshot, Task
    from todoke.apps.registry.watching.checking import Scope, check_links, links_in
    from todoke.base import clock
    from todoke.clients.pages.addresses import LOOPBACK
    from todoke.clients.pages.fetching import Fetcher, Manners

    manners = Manners(contact="links@todoke.example", delay=0.0, at_once=8)

    def run(label: str, site: Website, day: int) -> None:
        at = AT + timedelta(days=day)
        chosen = list(links_in(Scope(again=True), at=at))
        begun = perf_counter()
        with Fetcher(
            manners, now=clock.fixed(at), allowed=LOOPBACK, resolve=lambda host, port: ["127.0.0.1"]
        ) as pages:
            done = check_links(pages, chosen, at=at)
        took = perf_counter() - begun
        print(f"{label}: {done.checked} links in {took:.1f} s, {done.checked / took:.0f} a second")

    with website() as site:
        site.pages.update(_pages(links, amount=5_000))
        with _timed(f"publish {links} records with a link each"):
            _publish(links, sites, site.port)
        run("first check", site, 0)
        run("nothing changed", site, 7)
        site.pages.update(_pages(links, amount=3_000))
        run("every page changed", site, 14)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{PageSnapshot.objects.count()} snapshots, {Task.objects.count()} tasks, peak {peak:.0f} MB")


def _pages(links: int, *, amount: int) -> dict[str, Canned]:
    text = "".join(f"<p>第{number}条の説明です。窓口で受け付けます。</p>" for number in range(PARAGRAPHS))
    return {
        f"/{number}.html": Canned(
            f"<title>制度{number}</title><main><h1>制度{number}</h1><p>{amount:,}円を支給します。</p>{text}</main>",
            headers={"ETag": f'"{amount}-{number}"'},
        )
        for number in range(links)
    }


def _publish(links: int, sites: int, port: int) -> None:
    from todoke.apps.registry.actions.publishing import Entry, publish_many
    from todoke.records.content import ProgramContent

    entries = [
        Entry(
            f"tdk1.0+7000020132080+{number + 1}+UM24",
            ProgramContent.model_validate(
                {
                    "name": f"制度{number}",
                    "level": "municipality",
                    "area": ["132080"],
                    "support": {"amounts": [{"text": "5,000円", "yen": 5000}]},
                    "links": [
                        {
                            "url": f"http://site{number % sites}.example:{port}/{number}.html",
                            "role": "official",
                        }
                    ],
                }
            ),
        )
        for number in range(links)
    ]
    for start in range(0, len(entries), 1000):
        publish_many(entries[start : start + 1000], on=ON, at=AT, channel="seed")


@contextmanager
def _timed(label: str) -> Iterator[None]:
    begun = perf_counter()
    yield
    print(f"{label}: {perf_counter() - begun:.1f} s")
