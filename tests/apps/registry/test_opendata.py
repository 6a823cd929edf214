"""Bundles of open data: complete, checked by their own schema, steady, and never seen half done."""

import csv
import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.contract.json_schema import Validator
from tests.factories.registry import (
    CHOFU,
    NOW,
    TODAY,
    procedure_content,
    program_content,
    published,
    some_bodies,
)
from todoke.apps.registry.actions.publishing import Entry, publish
from todoke.apps.registry.models import Statement
from todoke.apps.registry.opendata.building import BundleBusyError, _alone, build_bundle
from todoke.apps.registry.opendata.manifest import find_bundle
from todoke.apps.registry.queries.listing import newest_change
from todoke.formats import plain
from todoke.formats.gif.reading import parse as parse_gif
from todoke.formats.tokyo.reading import parse as parse_tokyo

pytestmark = pytest.mark.django_db

HEAD = "tdk1.0+8000020130001+1001+R"
PROGRAM = "tdk1.0+7000020132080+1+P"
ENDED = "tdk1.0+7000020132080+2+P"
SYNTHETIC = "tdk1.0+7000020132080+900+P"


@pytest.fixture
def registry() -> None:
    some_bodies()
    published(procedure_content(periods=[{"kind": "always", "text": "いつでも"}]), HEAD)
    published(
        program_content(target={"ages": [{"until": 36}]}, categories=["003"], checked_on="2026-11-01"),
        PROGRAM,
    )
    published(program_content(), ENDED)
    publish(
        Entry(ENDED, program_content(), effective_from=TODAY, statement=Statement.RETIRED),
        on=TODAY,
        at=NOW,
        channel="desk",
    )
    published(program_content(), SYNTHETIC, synthetic=True)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def numbers(folder: Path, name: str) -> list[str]:
    return [record["number"] for record in json.loads((folder / name).read_text())["records"]]


@pytest.mark.usefixtures("registry")
def test_a_bundle_holds_the_published_real_records_whole_and_by_municipality(tmp_path: Path) -> None:
    built = build_bundle(tmp_path)
    assert built.is_new
    assert numbers(built.folder, "all.json") == [PROGRAM, HEAD]
    assert numbers(built.folder, f"{CHOFU}.json") == [PROGRAM]
    assert built.manifest.counts == {"procedure": 1, "program": 1}
    change = newest_change(synthetic=False)
    assert change is not None
    assert built.manifest.position == change.position


@pytest.mark.usefixtures("registry")
def test_every_file_is_in_the_manifest_with_its_checksum(tmp_path: Path) -> None:
    built = build_bundle(tmp_path)
    found = contents(built.folder)
    manifest = json.loads(found.pop("manifest.json"))
    assert {each["name"] for each in manifest["files"]} == set(found)
    for each in manifest["files"]:
        raw = found[each["name"]]
        assert (each["size"], each["sha256"]) == (len(raw), hashlib.sha256(raw).hexdigest())
    assert {each["format"] for each in manifest["files"] if each["area"] == CHOFU} == {
        "todoke-json",
        "csv",
        "cpsv-ap",
        "tokyo-registry",
        "gif-451-4",
        "zip",
    }


@pytest.mark.usefixtures("registry")
def test_the_same_registry_gives_the_same_bytes(tmp_path: Path) -> None:
    first = build_bundle(tmp_path / "a")
    again = build_bundle(tmp_path / "a")
    assert (again.is_new, again.folder) == (False, first.folder)
    elsewhere = build_bundle(tmp_path / "b")
    assert contents(elsewhere.folder) == contents(first.folder)


@pytest.mark.usefixtures("registry")
def test_the_json_fits_its_schema_and_the_schema_refuses_what_differs(tmp_path: Path) -> None:
    folder = build_bundle(tmp_path).folder
    schema = json.loads((folder / "schema.json").read_text())
    validator = Validator(schema)
    bundle = json.loads((folder / "all.json").read_text())
    assert list(validator.errors(bundle, schema)) == []
    for wrong in ("kind", "version", "content"):
        broken: Any = json.loads(json.dumps(bundle))
        broken["records"][0][wrong] = "x"
        assert not validator.is_valid(broken, schema)


@pytest.mark.usefixtures("registry")
def test_other_formats_can_be_read_again(tmp_path: Path) -> None:
    folder = build_bundle(tmp_path, base="https://todoke.example/id/").folder
    rows = table(folder / "all.csv")
    assert [row["number"] for row in rows] == [PROGRAM, HEAD]
    assert rows[0]["age_until_months"] == "36"
    described = table(folder / "dictionary.csv")
    assert {each["name"] for each in described if each["format"] == "csv"} == set(rows[0])
    assert set(plain.header()) < set(rows[0])
    linked = json.loads((folder / "all.jsonld").read_text())
    assert linked["@graph"][0]["@id"] == "https://todoke.example/id/tdk1.0-7000020132080-1-P"
    (tokyo,) = json.loads((folder / "all.tokyo-registry.json").read_text())
    assert parse_tokyo(tokyo).number == PROGRAM
    (gif,) = table(folder / "all.gif-451-4.csv")
    assert parse_gif({name: cell or None for name, cell in gif.items()}).number == PROGRAM


@pytest.mark.usefixtures("registry")
def test_an_archive_stands_on_its_own(tmp_path: Path) -> None:
    folder = build_bundle(tmp_path).folder
    with zipfile.ZipFile(folder / f"{CHOFU}.zip") as archive:
        names = set(archive.namelist())
        assert {f"{CHOFU}.json", "LICENSE.txt", "ATTRIBUTION.txt", "schema.json", "dictionary.csv"} <= names
        assert archive.read(f"{CHOFU}.json") == (folder / f"{CHOFU}.json").read_bytes()
    assert "CC BY 4.0" in (folder / "LICENSE.txt").read_text()
    assert "seed (2件): todoke の登録" in (folder / "ATTRIBUTION.txt").read_text()


@pytest.mark.usefixtures("registry")
def test_a_failed_build_leaves_the_bundle_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = build_bundle(tmp_path)
    published(program_content(name="新しい制度"), "tdk1.0+7000020132080+3+P")

    def fail(*positional: Any, **named: Any) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr("todoke.apps.registry.opendata.building._pack", fail)
        with pytest.raises(OSError, match="disk full"):
            build_bundle(tmp_path)
    kept = find_bundle(tmp_path)
    assert kept is not None
    assert kept.manifest == first.manifest
    second = build_bundle(tmp_path)
    assert second.is_new
    now = find_bundle(tmp_path)
    assert now is not None
    assert now.folder == second.folder.resolve()
    assert first.folder.exists(), "whoever is reading the one before may finish"
    assert not list(tmp_path.glob("making-*"))


def test_two_builds_do_not_meet(tmp_path: Path) -> None:
    with _alone(tmp_path), pytest.raises(BundleBusyError):
        build_bundle(tmp_path)


def test_an_empty_registry_gives_an_empty_bundle(tmp_path: Path) -> None:
    built = build_bundle(tmp_path)
    assert json.loads((built.folder / "all.json").read_text()) == {"license": "CC-BY-4.0", "records": []}
    assert "all.gif-451-4.csv" not in {each.name for each in built.manifest.files}
