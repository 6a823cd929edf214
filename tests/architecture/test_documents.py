"""Documents lead somewhere, name nobody's machine, and the code speaks the glossary's words."""

import ast
import re
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.architecture.tree import ROOT, committed_files, files, name_of

# Written in two halves, so that this file does not find itself.
NOWHERE = (
    *(
        "pypi" + ".org",
        "python" + "hosted.org",
        "registry." + "npmjs",
        "npm" + "mirror",
        "deb." + "debian.org",
    ),
    *("--index" + "-url", "--extra-index" + "-url", "PIP_" + "INDEX"),
    *("/ro" + "ot/", "/ho" + "me/", "/tm" + "p/", "/wo" + "rk/", "/op" + "t/", "/Us" + "ers/"),
)
OUR_HOME = re.compile(
    r"(?<=apps|ates|atic)/ho" + "me/"
)  # the app of that name, its templates and static files
NEVER_SUFFIXES = ("Manager", "Info", "Data", "Helper", "Helpers", "Utils", "Util")
NEVER_VERBS = ("process", "handle", "manage")
HOOKS = ("process_request", "process_response")  # names that Django's middleware classes prescribe


def headings(text: str) -> set[str]:
    """Return the anchors of a document's headings, as code hosts make them."""
    found = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("document", files(".md"), ids=name_of)
def test_links_resolve(document: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", document.read_text(), flags=re.DOTALL)
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        place, _, anchor = unquote(target).partition("#")
        there = (document.parent / place).resolve() if place else document
        if not there.exists() or (
            anchor and there.suffix == ".md" and anchor not in headings(there.read_text())
        ):
            broken.append(target)
    assert not broken


def test_nothing_names_a_registry_or_a_machine() -> None:
    found = []
    for path in committed_files():
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        text = OUR_HOME.sub("", text)
        found += [f"{name_of(path)}: {word}" for word in NOWHERE if word in text]
    assert not found


def forbidden_words() -> dict[str, str]:
    """Return the glossary's words not to use, each with the word to use."""
    words: dict[str, str] = {}
    for row in re.findall(r"^\|(.+)\|$", (ROOT / "GLOSSARY.md").read_text(), re.MULTILINE)[2:]:
        cells = [cell.strip() for cell in row.split("|")]
        words |= {word.strip(): cells[0] for word in cells[3].split(",") if " " not in word.strip()}
    return words


def defined_names() -> list[tuple[Path, str, bool]]:
    """Return every class (True) and function (False) of the package with its file."""
    return [
        (path, node.name, isinstance(node, ast.ClassDef))
        for path in files(".py", under="todoke")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef | ast.FunctionDef)
    ]


def test_the_glossary_is_read() -> None:
    words = forbidden_words()
    assert words["Benefit"] == "Program"
    assert words["Wizard"] == "Finder"


def test_classes_are_named_by_the_glossary() -> None:
    words = forbidden_words()
    wrong = [
        f"{name_of(path)}: {name}, say {words[name]}"
        for path, name, is_class in defined_names()
        if is_class and name in words
    ]
    assert not wrong


def test_names_say_something() -> None:
    wrong = [
        f"{name_of(path)}: {name}"
        for path, name, is_class in defined_names()
        if (is_class and name.endswith(NEVER_SUFFIXES))
        or (
            not is_class
            and name.split("_")[0] in NEVER_VERBS
            and name not in HOOKS
            and "commands" not in path.parts
        )
    ]
    assert not wrong


def test_make_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text()
    declared = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[0].split()
    said = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert set(declared) == set(re.findall(r"^  make (\S+)", said.stdout, re.MULTILINE))


def test_decisions_are_listed_and_short() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    index = (ROOT / "docs" / "adr" / "README.md").read_text()
    assert [path.name[:4] for path in decisions] == [
        f"{number:04}" for number in range(1, len(decisions) + 1)
    ]
    for path in decisions:
        assert f"({path.name})" in index
        assert len(path.read_text().splitlines()) <= 45
        assert "Status: " in path.read_text()
