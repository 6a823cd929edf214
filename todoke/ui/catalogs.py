"""The catalogs (翻訳の一覧) under ``locale/``: the words the pages use, and what their translations lack.

Japanese is the source, so only English and easy Japanese have a catalog; ``manage.py prepare`` compiles them.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from todoke.ui import ruby

IN_PYTHON = frozenset({"t", "t_lazy", "t_plain", "gettext", "gettext_lazy", "_"})
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
_IN_TEMPLATE = re.compile(r"""\{%\s*(?:t|t_plain)\s+(?:"([^"]*)"|'([^']*)')""")
_PLACES = re.compile(r"%\(\w+\)[sd]")


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing a catalog lacks: the catalog's folder name, the source text and what is wrong."""

    locale: str
    message: str
    reason: str


def used_messages(root: Path) -> dict[str, list[str]]:
    """Return every message used under ``root`` with the files that use it, in order of first use."""
    used: dict[str, list[str]] = {}
    for path in sorted([*root.rglob("*.html"), *root.rglob("*.py")]):
        text = path.read_text(encoding="utf-8")
        found = template_messages(text) if path.suffix == ".html" else python_messages(text)
        for message in found:
            places = used.setdefault(message, [])
            if (place := path.relative_to(root.parent).as_posix()) not in places:
                places.append(place)
    return used


def template_messages(text: str) -> Iterator[str]:
    """Yield the messages of a template.

    >>> list(template_messages('{% t "はい" %}{% t_plain "言語" as name %}'))
    ['はい', '言語']
    """
    for double, single in _IN_TEMPLATE.findall(text):
        yield double or single


def python_messages(text: str) -> Iterator[str]:
    """Yield the messages of a Python module; a message must be written out where it is used.

    >>> list(python_messages('x = t("あと%(n)s問", n=2)'))
    ['あと%(n)s問']
    """
    for node in ast.walk(ast.parse(text)):
        if not (isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Name | ast.Attribute)):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        first = node.args[0]
        if name in IN_PYTHON and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value


def read(path: Path) -> Catalog:
    """Return the catalog in the file ``path``; an empty one when there is no such file."""
    if not path.exists():
        return Catalog()
    with path.open("rb") as file:
        return read_po(file)


def gaps(folder: Path, used: dict[str, list[str]]) -> list[Gap]:
    """Return what the catalogs under ``folder`` lack for the messages ``used``."""
    found = []
    for path in catalog_files(folder):
        catalog = read(path)
        locale = path.parts[-3]
        found += [
            Gap(locale, message, reason) for message in used if (reason := _fault(catalog, message, locale))
        ]
        found += [
            Gap(locale, str(entry.id), "not used") for entry in catalog if entry.id and entry.id not in used
        ]
    return found


def collect(folder: Path, used: dict[str, list[str]]) -> None:
    """Bring the catalogs under ``folder`` up to the messages ``used``: new ones empty, unused ones gone."""
    for path in catalog_files(folder):
        old = read(path)
        new = Catalog()
        for message, places in used.items():
            entry = old.get(message)
            new.add(
                message,
                entry.string if entry else "",
                locations=[(place, None) for place in places],  # type: ignore[misc] # no line: it would churn
                user_comments=entry.user_comments if entry else (),
                flags=(entry.flags if entry else set()) - {"python-format"},
            )
        with path.open("wb") as file:
            file.write(HEADER.encode())
            write_po(file, new, width=110, include_lineno=False, omit_header=True)


def catalog_files(folder: Path) -> list[Path]:
    """Return the catalogs under ``folder``."""
    return sorted(folder.glob("*/LC_MESSAGES/django.po"))


def _fault(catalog: Catalog, message: str, locale: str) -> str:
    entry = catalog.get(message)
    if entry is None or not entry.string:
        return "missing"
    if entry.fuzzy:
        return "fuzzy"
    translated = str(entry.string)
    if sorted(set(_PLACES.findall(message))) != sorted(set(_PLACES.findall(translated))):
        return "places differ"
    if locale == "ja_Easy" and (bare := ruby.bare_kanji(translated)):
        return f"kanji without a reading: {' '.join(bare)}"
    return ""
