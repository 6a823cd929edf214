"""The questions search is measured by are answerable, and the held-aside ones are others."""

from pathlib import Path

import yaml

HERE = Path(__file__).parent
DATA = HERE.parents[2] / "data"
KINDS = {"plain", "kana", "colloquial", "short", "business", "typo", "english", "easy", "none"}


def read(name):
    return yaml.safe_load((HERE / f"queries_{name}.yaml").read_text(encoding="utf-8"))


def test_there_are_a_hundred_and_fifty_of_all_kinds():
    development, held_aside = read("development"), read("held_aside")
    assert (len(development), len(held_aside)) == (100, 50)
    assert {each["kind"] for each in development} == {each["kind"] for each in held_aside} == KINDS
    assert not {each["words"] for each in development} & {each["words"] for each in held_aside}


def test_every_answer_is_a_program_or_a_procedure():
    programs = {path.parent.name for path in (DATA / "programs").glob("*/program.yaml")}
    procedures = {path.stem for path in (DATA / "registry" / "procedures").glob("*.yaml")}
    for each in read("development") + read("held_aside"):
        assert set(each["right"]) <= programs | procedures, each["words"]
        assert bool(each["right"]) == (each["kind"] != "none")
