"""A consumer of the change feed, as a maker of apps writes one: it keeps its place and what it saw in one step.

Run as a program it can be killed at any instant: ``python tests/feed_consumer.py URL FILE [--until-caught-up]``.
"""

import http.client
import json
import random
import sqlite3
import sys
import time
from contextlib import closing
from urllib.parse import urlsplit


def main(url: str, file: str, until_caught_up: bool) -> int:
    with closing(sqlite3.connect(file)) as kept:
        kept.executescript(
            "CREATE TABLE IF NOT EXISTS seen (position INTEGER, number TEXT, serial INTEGER);"
            "CREATE TABLE IF NOT EXISTS place (cursor INTEGER);"
        )
        while True:
            with kept:
                cursor = kept.execute("SELECT coalesce(max(cursor), 0) FROM place").fetchone()[0]
            page = ask(url, cursor, limit=random.randint(1, 60))
            if not page["changes"]:
                if until_caught_up and page["head"] == cursor:
                    return 0
                time.sleep(0.05)
                continue
            with kept:
                kept.executemany(
                    "INSERT INTO seen VALUES (?, ?, ?)",
                    [
                        (change["position"], change["number"], change["version"]["serial"])
                        for change in page["changes"]
                    ],
                )
                kept.execute("DELETE FROM place")
                kept.execute("INSERT INTO place VALUES (?)", (page["next"],))


def ask(url: str, cursor: int, *, limit: int) -> dict:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=20)
    try:
        connection.request("GET", f"{parts.path}?after={cursor}&limit={limit}")
        response = connection.getresponse()
        body = response.read()
        assert response.status == 200, (response.status, body[:500])
        page: dict = json.loads(body)
        return page
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], "--until-caught-up" in sys.argv))
