"""What a site asks of programs that visit it (robots.txt).

The longest matching rule decides; of two as long, the one that allows. ``*`` stands for anything, ``$`` for the end.
Source: RFC 9309 (Robots Exclusion Protocol). ``Crawl-delay`` is no part of it, but many sites write it, so it is kept.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

LARGEST = 512 * 1024
_NAME = re.compile("[^a-z_-].*")
_LINE = re.compile(r"\s*([A-Za-z-]+)\s*:\s*(.*?)\s*(?:#.*)?$")


@dataclass(frozen=True, slots=True)
class Rule:
    """One line: which paths, and whether they may be fetched."""

    pattern: str
    allows: bool

    def matches(self, target: str) -> bool:
        """Return whether the rule speaks of this path and query."""
        whole = self.pattern.endswith("$")
        parts = (self.pattern[:-1] if whole else self.pattern).split("*")
        return _fits(target, parts, whole=whole)


@dataclass(frozen=True, slots=True)
class Robots:
    """What one site asks of us."""

    rules: tuple[Rule, ...] = ()
    delay: float | None = None  # seconds between two requests, where the site states it
    sitemaps: tuple[str, ...] = ()

    def allows(self, target: str) -> bool:
        r"""Return whether a path with its query may be fetched.

        >>> rules = read("User-agent: *\nDisallow: /private\nAllow: /private/open$", agent="todoke")
        >>> [rules.allows(path) for path in ("/a", "/private/x", "/private/open", "/private/open/1")]
        [True, False, True, False]
        """
        if target == "/robots.txt":
            return True
        matching = [rule for rule in self.rules if rule.matches(target)]
        if not matching:
            return True
        return max(matching, key=lambda rule: (len(rule.pattern), rule.allows)).allows


EVERYTHING = Robots()
NOTHING = Robots((Rule("/", allows=False),))


@dataclass(slots=True)
class _Group:
    agents: list[str] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    delay: float | None = None


def read(text: str, *, agent: str) -> Robots:
    r"""Return what the file asks of the program named ``agent``; a line that cannot be read is passed over.

    >>> read("User-agent: todoke\nCrawl-delay: 5\n\nUser-agent: *\nDisallow: /", agent="todoke").delay
    5.0
    """
    groups: list[_Group] = []
    sitemaps: list[str] = []
    closed = True
    for key, value in _lines(text[:LARGEST]):
        if key == "user-agent":
            if closed:
                groups.append(_Group())
                closed = False
            groups[-1].agents.append(value.lower())
        elif key == "sitemap":
            sitemaps.append(value)
        elif groups:
            closed = True
            _add(groups[-1], key, value)
    ours = _ours(groups, agent.lower())
    delays = [group.delay for group in ours if group.delay is not None]
    return Robots(
        tuple(rule for group in ours for rule in group.rules),
        max(delays) if delays else None,
        tuple(sitemaps),
    )


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")):
        if match := _LINE.match(line):
            yield match[1].lower(), match[2]


def _add(group: _Group, key: str, value: str) -> None:
    if key in {"allow", "disallow"} and value:
        group.rules.append(Rule(_spelled(value), allows=key == "allow"))
    elif key == "crawl-delay" and re.fullmatch(r"\d{1,6}(\.\d+)?", value):
        group.delay = float(value)


def _ours(groups: list[_Group], agent: str) -> list[_Group]:
    """Return the groups that name us, or else those for everybody."""
    named = [group for group in groups if any(_NAME.sub("", one) == agent for one in group.agents)]
    return named or [group for group in groups if "*" in group.agents]


def _spelled(pattern: str) -> str:
    """Return the pattern percent-encoded the way addresses are."""
    return quote(pattern, safe="%/:@!$&'()*+,;=~-._?")


def _fits(target: str, parts: list[str], *, whole: bool) -> bool:
    """Match the parts between the stars one after the other; no backtracking, so no slow patterns."""
    first, *rest = parts
    if not target.startswith(first):
        return False
    place = len(first)
    if not rest:
        return not whole or place == len(target)
    *middle, last = rest
    for part in middle:
        found = target.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    if whole:
        return len(target) - len(last) >= place and target.endswith(last)
    return target.find(last, place) >= 0
