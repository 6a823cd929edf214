"""Titles and summaries: a person tells two programs apart by them, in every language."""

from collections import defaultdict

import pytest

from tests.factories.content import content
from todoke.rules.texts import LANGUAGES, Language


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", ["name", "title", "summary"])
def test_no_two_programs_read_the_same(part: str, language: Language) -> None:
    programs = defaultdict(list)
    for program_id, loaded in content().programs.items():
        programs[getattr(loaded.program, part).in_language(language)].append(program_id)
    assert [found for found in programs.values() if len(found) > 1] == []
