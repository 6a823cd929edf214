"""A writer that publishes changes, some of synthetic records between: ``python -m tests.feed_writer NAME COUNT``."""

import os
import random
import sys
from datetime import UTC, date, datetime

ON = date(2026, 11, 22)


def main(name: int, count: int) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "todoke.config.settings")
    import django

    django.setup()
    from tests.factories.registry import program_content
    from todoke.apps.registry.actions.publishing import Entry, publish_many

    luck = random.Random(name)
    versions: dict[int, int] = {}
    written = 0
    while written < count:
        synthetic = luck.random() < 0.2
        first = 500 if synthetic else 1
        size = min(luck.randint(1, 20), count - written)
        entries = []
        for serial in luck.sample(range(first, first + 200), size):
            versions[serial] = versions.get(serial, 0) + 1
            content = program_content(summary=f"第{versions[serial]}版です。")
            number = f"tdk1.0+7000020132080+{name}{serial:04}+P"
            entries.append(Entry(number, content, effective_from=ON, synthetic=synthetic))
        publish_many(entries, on=ON, at=datetime.now(UTC), channel="test")
        if not synthetic:
            written += size
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
