"""A page that puts what it is sent into SQL, run by itself: tools that do not find this hole find none.

Nothing of the house imports it. Run as ``python tests/security/hole.py PORT``.
"""

import sqlite3
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

papers = sqlite3.connect(":memory:")
papers.execute("CREATE TABLE papers (number INTEGER, title TEXT)")
papers.executemany("INSERT INTO papers VALUES (?, ?)", [(1, "one"), (2, "two")])


class Hole(BaseHTTPRequestHandler):
    """Answers ``/?number=1`` with a title."""

    def do_GET(self) -> None:
        """Answer with the title of a paper."""
        number = parse_qs(urlsplit(self.path).query).get("number", ["1"])[0]
        try:
            found = papers.execute(f"SELECT title FROM papers WHERE number = {number}").fetchall()
            status, text = 200, "<br>".join(str(row[0]) for row in found)
        except sqlite3.Error as error:
            status, text = 500, str(error)
        body = f"<html><body><p>{text}</p></body></html>".encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *told: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(sys.argv[1])), Hole).serve_forever()
