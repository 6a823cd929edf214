"""The table of municipalities follows the reference file."""

from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction

from todoke.apps.places.actions import Recorded, record_municipalities
from todoke.apps.places.models import Municipality, MunicipalityKind
from todoke.base import municipalities

pytestmark = pytest.mark.django_db

REFERENCE = tuple(municipalities.load(Path(__file__).resolve().parents[3] / "data" / "municipalities.csv"))


def test_all_62_are_recorded_by_kind() -> None:
    recorded = record_municipalities(reference=REFERENCE)
    assert len(recorded.added) == 62
    counts = {kind: Municipality.objects.filter(kind=kind).count() for kind in MunicipalityKind}
    assert counts == {"special_ward": 23, "city": 26, "town": 5, "village": 8}


def test_recording_again_changes_nothing() -> None:
    record_municipalities(reference=REFERENCE)
    assert record_municipalities(reference=REFERENCE) == Recorded((), (), ())


def test_a_changed_row_is_changed() -> None:
    record_municipalities(reference=REFERENCE)
    moved = replace(REFERENCE[0], website="https://www.example.jp/")
    recorded = record_municipalities(reference=(moved, *REFERENCE[1:]))
    assert recorded == Recorded((), ("131016",), ())
    assert Municipality.objects.get(code="131016").website == "https://www.example.jp/"


def test_two_names_may_be_exchanged() -> None:
    record_municipalities(reference=REFERENCE)
    first, second = REFERENCE[:2]
    exchanged = (replace(first, name=second.name), replace(second, name=first.name))
    record_municipalities(reference=(*exchanged, *REFERENCE[2:]))
    assert Municipality.objects.get(code=first.code).name == second.name


def test_a_municipality_missing_from_the_reference_is_kept() -> None:
    record_municipalities(reference=REFERENCE)
    assert record_municipalities(reference=REFERENCE[1:]).kept == ("131016",)
    assert Municipality.objects.count() == 62


def test_a_failing_record_leaves_the_table_as_it_was() -> None:
    record_municipalities(reference=REFERENCE[:2])
    twice = replace(REFERENCE[3], name=REFERENCE[2].name)
    with pytest.raises(IntegrityError):
        record_municipalities(reference=(REFERENCE[2], twice))
    assert Municipality.objects.count() == 2


@pytest.mark.parametrize("wrong", [{"kind": "county"}, {"code": "13101x"}])
def test_the_table_itself_refuses_nonsense(wrong: dict[str, str]) -> None:
    row = {"code": "131016", "name": "千代田区", "kind": "special_ward"} | wrong
    with pytest.raises(IntegrityError), transaction.atomic():
        Municipality.objects.create(**row)


def test_municipalities_come_in_the_order_of_their_codes() -> None:
    record_municipalities(reference=reversed(REFERENCE))
    assert [str(each) for each in Municipality.objects.all()][:3] == ["千代田区", "中央区", "港区"]


def test_the_command_says_what_it_did() -> None:
    said = StringIO()
    call_command("load_municipalities", stdout=said)
    assert said.getvalue().strip() == "区市町村: 追加 62、変更 0、参照データにないが残したもの 0"


def test_the_command_names_a_faulty_line(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    with pytest.raises(CommandError, match=r"data/municipalities\.csv: "):
        call_command("load_municipalities")
    (tmp_path / "municipalities.csv").write_text("code,name\n131016,千代田区\n")
    with pytest.raises(CommandError, match="1行目"):
        call_command("load_municipalities")
