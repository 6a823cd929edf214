"""The way to a service is short: what stands before the button is little, plain, and free of articles of law."""

import re

import pytest

from tests.pages.client import PageClient
from tests.pages.markup import attribute, text_of
from todoke.apps.portal.coverage import programs

MOST_LETTERS_ON_THE_START = 120
MOST_LETTERS_ON_A_PROGRAM = 900
MOST_LETTERS_IN_A_SUMMARY = 140
LAW = re.compile(r"第[0-9一二三四五六七八九十]+[条項]")


def before_the_button(pages: PageClient, address: str) -> str:
    """Return what a person reads before the page's first button."""
    page = pages.get(address)
    read: list[str] = []
    for node in page.tree.iter():
        if node.tag == "a" and "button" in attribute(node, "class").split():
            return "".join(read)
        if node.tag in ("h1", "p", "dt", "li") or (node.tag == "dd" and not len(node)):
            read.append(text_of(node))
    raise AssertionError(f"{address} has no button")


@pytest.mark.parametrize("prefix", ["", "/ja-easy"])
def test_little_stands_before_the_start(pages: PageClient, prefix: str) -> None:
    assert len(before_the_button(pages, f"{prefix}/")) <= MOST_LETTERS_ON_THE_START


def test_little_stands_before_the_button_of_a_program_and_no_law(pages: PageClient) -> None:
    faults = []
    for program in programs():
        text = before_the_button(pages, f"/programs/{program.id}/")
        if len(text) > MOST_LETTERS_ON_A_PROGRAM:
            faults.append(f"{program.id}: {len(text)} letters before the button")
        if LAW.search(text):
            faults.append(f"{program.id}: names {LAW.findall(text)} before the button")
        if len(program.summary.ja) > MOST_LETTERS_IN_A_SUMMARY:
            faults.append(f"{program.id}: its summary has {len(program.summary.ja)} letters")
    assert faults == []
