"""The seed: loaded once, written back as it was, and never over what the desk published."""

import dataclasses
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from tests.factories.registry import NOW, TODAY
from todoke.apps.registry.actions.publishing import publish
from todoke.apps.registry.actions.sheets import record_sheets
from todoke.apps.registry.models import Alias, Record, SheetVersion, State, Version
from todoke.apps.registry.queries import rulebook as rulebooks
from todoke.apps.registry.queries.records import get_record
from todoke.apps.registry.queries.sheets import sheet_texts
from todoke.apps.registry.seeding.dumping import dump_folder
from todoke.apps.registry.seeding.loading import entries_of, load_folder, load_if_new, rule_texts
from todoke.records.content import ProgramContent
from todoke.records.files import RecordFileError, canonical

pytestmark = pytest.mark.django_db

DATA = Path(settings.BASE_DIR) / "data"


PROGRAMS = ("jido-teate", "covid-koreisha", "hai-gan-kenshin")
RECORDS = ("procedures/tennyu-todoke", "procedures/jido-teate-nintei", "132080/jido-teate")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A few programs and records of the seed, with all facts and parameters: the whole takes seconds to load."""
    folder = tmp_path / "seed"
    for name in ("facts", "parameters", "tables", "questions"):
        shutil.copytree(DATA / name, folder / name)
    (folder / "overlays").mkdir()
    for program in PROGRAMS:
        shutil.copytree(DATA / "programs" / program, folder / "programs" / program)
    for record in RECORDS:
        place = folder / "registry" / f"{record}.yaml"
        place.parent.mkdir(parents=True, exist_ok=True)
        text = (DATA / "registry" / f"{record}.yaml").read_text(encoding="utf-8")
        place.write_text(text, encoding="utf-8")
    numbered = (DATA / "registry" / "programs.yaml").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in numbered if any(f"{{program: {one}," in line for one in PROGRAMS)]
    (folder / "registry" / "programs.yaml").write_text("".join(kept), encoding="utf-8")
    shutil.copy(DATA / "municipalities.csv", folder)
    return folder


@pytest.fixture
def loaded(data: Path):
    return load_folder(data, on=TODAY, at=NOW)


def test_every_program_and_procedure_of_the_seed_is_published(loaded):
    assert get_record("jido-teate").name == "児童手当"
    assert get_record("tdk1.0-8000020130001-1001-R").name == "転入届"
    assert loaded.sheets == SheetVersion.objects.count() > 20
    assert not Record.objects.filter(state=State.DRAFT).exists()


def test_a_procedure_that_serves_a_program_is_among_its_procedures(loaded):
    nintei = Alias.objects.get(scheme="key", value="procedures/jido-teate-nintei").record
    content: Any = get_record("jido-teate").content
    assert nintei.number in content.procedures


def test_a_program_that_ended_is_retired(loaded):
    assert get_record("covid-koreisha").state in (State.RETIRED, State.PUBLISHED)
    ended = Version.objects.filter(statement="retired").values_list("record__rules", flat=True)
    assert set(ended) == {
        record.rules for record in Record.objects.filter(versions__statement="retired").distinct()
    }


def test_loading_again_changes_nothing(loaded, data):
    again = load_folder(data, on=TODAY, at=NOW)
    assert (again.created, again.changed, again.sheets) == (0, 0, 0)


@pytest.mark.slow
def test_what_is_written_back_of_the_whole_seed_says_the_same(tmp_path):
    load_folder(DATA, on=TODAY, at=NOW)
    dump_folder(tmp_path)
    (tmp_path / "municipalities.csv").write_bytes((DATA / "municipalities.csv").read_bytes())
    assert rule_texts(tmp_path) == rule_texts(DATA)
    assert _by_number(entries_of(tmp_path)) == _by_number(entries_of(DATA))


def test_writing_back_what_was_written_gives_the_same_files(loaded, data, tmp_path):
    out = tmp_path / "out"
    dump_folder(out)
    before = {path: path.read_bytes() for path in out.rglob("*.yaml")}
    dump_folder(out)
    assert {path: path.read_bytes() for path in out.rglob("*.yaml")} == before
    for record in RECORDS:
        assert (out / "registry" / f"{record}.yaml").read_bytes() == (
            data / "registry" / f"{record}.yaml"
        ).read_bytes()


def test_what_the_desk_published_survives_the_next_seed(loaded, data):
    record = get_record("jido-teate")
    entry = next(e for e in entries_of(data) if e.number == record.number)
    said = entry.content.model_copy(update={"capacity": "画面で直した"})
    publish(
        dataclasses.replace(entry, content=said, effective_from=date(2026, 11, 1)),
        on=TODAY,
        at=NOW,
        channel="desk",
    )
    record_sheets(texts={"programs/jido-teate/golden.yaml": "[]\n"}, at=NOW, channel="desk")

    again = load_folder(data, on=TODAY, at=NOW)
    assert again.kept == (record.number,)
    content = get_record("jido-teate").content
    assert isinstance(content, ProgramContent)
    assert content.capacity == "画面で直した"
    assert sheet_texts()["programs/jido-teate/golden.yaml"] == "[]\n"

    forced = load_folder(data, on=TODAY, at=NOW, overwrite=True)
    assert forced.sheets == 1


def test_a_change_to_a_program_of_the_rulebook_is_written_back(loaded, data, tmp_path):
    record = get_record("jido-teate")
    entry = next(e for e in entries_of(data) if e.number == record.number)
    content = entry.content.model_copy(update={"capacity": "定員なし", "remarks": None})
    publish(dataclasses.replace(entry, content=content), on=TODAY, at=NOW, channel="desk")
    out = tmp_path / "out"
    dump_folder(out)
    shutil.copy(DATA / "municipalities.csv", out)
    written = next(e for e in entries_of(out) if e.number == record.number)
    assert written.content == content


def test_the_same_seed_is_looked_at_once(data):
    assert load_if_new(data, on=TODAY, at=NOW) is not None
    assert load_if_new(data, on=TODAY, at=NOW) is None


def test_a_broken_file_loads_nothing_and_is_named(tmp_path):
    (tmp_path / "registry" / "132080").mkdir(parents=True)
    (tmp_path / "registry" / "132080" / "neko.yaml").write_text("number: 12\nkey: neko\n", encoding="utf-8")
    (tmp_path / "programs").mkdir()
    (tmp_path / "municipalities.csv").write_bytes((DATA / "municipalities.csv").read_bytes())
    with pytest.raises(RecordFileError, match=r"132080/neko\.yaml"):
        load_folder(tmp_path, on=TODAY, at=NOW)
    assert not Record.objects.exists()


@pytest.fixture
def rules_in_database(tmp_path):
    rulebooks.look_again()
    with override_settings(RULES_FROM="database", VAR_DIR=tmp_path):
        yield
    rulebooks.look_again()


def test_the_finder_answers_with_the_rules_of_the_database(loaded, rules_in_database):
    assert rulebooks.rules_folder().is_relative_to(settings.VAR_DIR)
    assert "jido-teate" in rulebooks.rulebook().content.programs

    paths = [path for path in sheet_texts() if path.startswith("programs/hai-gan-kenshin/")]
    record_sheets(texts=dict.fromkeys(paths), at=NOW, channel="desk")
    rulebooks.look_again()
    assert "hai-gan-kenshin" not in rulebooks.rulebook().content.programs


def test_an_installation_without_a_seed_answers_with_the_files(rules_in_database):
    assert rulebooks.rules_folder() == settings.DATA_DIR


def test_every_record_file_is_written_as_a_dump_writes_it():
    untidy = [
        path.relative_to(DATA).as_posix()
        for path in sorted((DATA / "registry").glob("*/*.yaml"))
        if canonical(path.read_text(encoding="utf-8")) != path.read_text(encoding="utf-8")
    ]
    assert not untidy, "run: todoke registry tidy"


def _by_number(entries):
    return sorted(entries, key=lambda entry: (entry.number, entry.effective_from or date.min))
