"""HTML as a tree, parsed by the standard's own algorithm."""

import warnings
from xml.etree.ElementTree import Element

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import html5lib

_INLINE = frozenset(
    "a abbr b bdi cite code data dfn em i kbd label mark q rb ruby "
    "s samp small span strong sub sup time title u var wbr".split()
)
_NOT_READ = frozenset({"rt", "rp", "script", "style", "template"})


def parse(source: str) -> tuple[Element, list[str]]:
    """Return the page's tree and its parse errors, each with its line and column."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree: Element = parser.parse(source)
    lines = source.splitlines()
    errors = []
    for (line, column), code, details in parser.errors:
        shown = lines[line - 1].strip()[:100] if 0 < line <= len(lines) else ""
        errors.append(f"line {line}, column {column}: {code} {details or ''} in {shown!r}")
    return tree, errors


def attribute(node: Element, name: str) -> str:
    """Return an attribute, or an empty string."""
    return node.attrib.get(name, "")


def find_all(node: Element, *tags: str) -> list[Element]:
    """Return the elements with one of these tags, in document order."""
    return [found for found in node.iter() if found.tag in tags]


def text_of(node: Element) -> str:
    """Return an element's text without furigana, a blank between blocks, runs of blanks made one."""
    parts: list[str] = []

    def collect(current: Element) -> None:
        # A comment's tag is a function, not a name (the types do not know).
        if not callable(current.tag) and current.tag not in _NOT_READ:
            between = "" if current.tag in _INLINE else " "
            parts.append(between + (current.text or ""))
            for child in current:
                collect(child)
                parts.append(child.tail or "")
            parts.append(between)

    collect(node)
    return " ".join("".join(parts).split())
