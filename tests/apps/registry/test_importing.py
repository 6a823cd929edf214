"""Official files come in once, whole, with a report; what was changed here stays; what was broken off goes on."""

from __future__ import annotations

import io
import json
from collections import Counter
from datetime import timedelta

import pytest

from tests.factories.registry import NOW, TODAY, some_bodies
from tests.unit.formats.records import record
from todoke.apps.registry.actions.publishing import Entry, publish
from todoke.apps.registry.importing import running
from todoke.apps.registry.importing.batches import import_batch
from todoke.apps.registry.importing.reports import COLUMNS, summary, write_csv, write_html
from todoke.apps.registry.importing.running import RunTakenError, begin_run, carry_on
from todoke.apps.registry.models import (
    Change,
    ImportedSource,
    ImportRow,
    ImportRun,
    Record,
    RowOutcome,
    RunState,
    State,
    Version,
)
from todoke.apps.registry.search.finding import find_records
from todoke.formats.generating.writing import records
from todoke.formats.gif import rendering as gif
from todoke.formats.sources import Format
from todoke.formats.tables import TableError
from todoke.formats.tokyo.reading import parse
from todoke.records.content import as_json, fingerprint

pytestmark = pytest.mark.django_db
TOKYO = Format.TOKYO_REGISTRY


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    some_bodies()
    monkeypatch.setattr(running, "BATCH", 7)


def write(path, made):
    path.write_text(json.dumps(list(made), ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def bring(path, format_=TOKYO, *, at=NOW, on=TODAY, dry_run=False, full=False, **manner):
    run, source = begin_run(path, format_, at=at, dry_run=dry_run, full=full)
    return carry_on(run, source, path, on=on, now=lambda: at, **manner)


def standing():
    """Return what the registry says now: the fingerprint of every published record."""
    found = Record.objects.filter(state=State.PUBLISHED).select_related("current")
    return {record.number: record.current.fingerprint for record in found if record.current}


def expected(made):
    return {parsed.number: fingerprint(as_json(parsed.content)) for parsed in (parse(each) for each in made)}


def renamed(record, name):
    return {**record, "institutionName": {"canonicalName": name, "shortName": None}}


def test_every_record_comes_in_once(tmp_path):
    made = list(records(30, seed=2))
    run = bring(write(tmp_path / "a.json", made))
    assert (run.state, run.position, run.counts) == (RunState.FINISHED, 30, {"created": 30})
    assert run.resume == run.total == run.size or run.resume <= run.size
    assert standing() == expected(made)
    assert all(Record.objects.values_list("synthetic", flat=True))
    assert set(Version.objects.values_list("channel", flat=True)) == {"tokyo-registry"}
    assert Change.objects.count() == 30
    repairs = sum(len(parse(each).repairs) for each in made)
    assert sum(len(row.repairs) for row in ImportRow.objects.all()) == repairs > 0
    assert sum(run.rules.values()) == sum(
        len(parse(each).repairs) + len(parse(each).problems) for each in made
    )


def test_the_same_file_again_changes_nothing_and_says_so(tmp_path):
    path = write(tmp_path / "a.json", records(20, seed=2))
    bring(path)
    before = (standing(), Version.objects.count(), Change.objects.count(), ImportRow.objects.count())
    again = bring(path, at=NOW + timedelta(days=1), on=TODAY + timedelta(days=1))
    assert again.counts == {"unchanged": 20}
    assert "登録に変わったところはありません。" in summary(again)
    assert (standing(), Version.objects.count(), Change.objects.count(), ImportRow.objects.count()) == before
    read_again = bring(path, again=True)
    assert read_again.counts == {"unchanged": 20}
    assert Version.objects.count() == before[1]


def test_a_newer_file_makes_a_version_of_what_changed_alone(tmp_path):
    made = list(records(10, seed=2))
    bring(write(tmp_path / "a.json", made))
    made[3] = renamed(made[3], "新しい名前")
    run = bring(write(tmp_path / "b.json", made), at=NOW + timedelta(days=30), on=TODAY + timedelta(days=30))
    assert run.counts == {"unchanged": 9, "changed": 1}
    record = Record.objects.get(number=made[3]["basicInformation"]["psid"])
    assert record.name == "新しい名前"
    assert [version.effective_from for version in record.versions.order_by("serial")] == [
        None,
        TODAY + timedelta(days=30),
    ]
    row = ImportRow.objects.get(run=run)
    assert (row.position, row.outcome, row.number) == (4, RowOutcome.CHANGED, record.number)


def test_what_somebody_changed_here_stays(tmp_path):
    made = list(records(4, seed=2))
    path = write(tmp_path / "a.json", made)
    bring(path)
    number = made[1]["basicInformation"]["psid"]
    corrected = parse(made[1]).content.model_copy(update={"audience": "both"})
    publish(Entry(number, corrected, dated=False), on=TODAY, at=NOW, channel="desk")
    assert bring(path).counts == {"unchanged": 4}
    assert Record.objects.get(number=number).audience == "both"

    made[1] = renamed(made[1], "別の名前")
    newer = write(tmp_path / "b.json", made)
    run = bring(newer)
    assert run.counts == {"unchanged": 3, "kept": 1}
    assert "画面で公開された" in ImportRow.objects.get(run=run).reason
    assert Record.objects.get(number=number).audience == "both"

    made[1] = renamed(made[1], "もっと別の名前")
    run = bring(write(tmp_path / "c.json", made), overwrite=True)
    assert run.counts == {"unchanged": 3, "changed": 1}
    assert Record.objects.get(number=number).name == "もっと別の名前"


def test_a_trial_changes_nothing_and_reports_the_same(tmp_path):
    path = write(tmp_path / "a.json", records(20, seed=2))
    trial = bring(path, dry_run=True)
    assert (trial.counts, trial.state) == ({"created": 20}, RunState.FINISHED)
    assert (Record.objects.count(), Change.objects.count(), ImportedSource.objects.count()) == (0, 0, 0)
    assert "何も変わっていません" in summary(trial)[0]
    real = bring(path)
    assert real.pk != trial.pk
    assert real.rules == trial.rules

    def rows(run):
        return [(row.position, row.repairs, row.problems) for row in ImportRow.objects.filter(run=run)]

    assert rows(real) == rows(trial) != []


def test_an_import_broken_off_goes_on_where_it_was(tmp_path, monkeypatch):
    made = list(records(30, seed=2))
    path = write(tmp_path / "a.json", made)
    real, calls = import_batch, []

    def breaking(run, items, manner):
        calls.append(items[0].found)
        done = real(run, items, manner)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(running, "import_batch", breaking)
    with pytest.raises(KeyboardInterrupt):
        bring(path)
    run = ImportRun.objects.get()
    assert (run.state, run.position, Record.objects.count()) == (RunState.RUNNING, 14, 14)
    finished = bring(path)
    assert (finished.pk, finished.counts) == (run.pk, {"created": 30})
    assert standing() == expected(made)
    assert Change.objects.count() == 30
    positions = [row.position for row in ImportRow.objects.filter(run=run)]
    assert positions == sorted(set(positions))


def test_two_processes_do_not_import_one_file_at_once(tmp_path):
    path = write(tmp_path / "a.json", records(20, seed=2))
    run, source = begin_run(path, TOKYO, at=NOW)
    other, other_source = begin_run(path, TOKYO, at=NOW)
    assert other.pk == run.pk
    carry_on(run, source, path, on=TODAY, now=lambda: NOW)
    with pytest.raises(RunTakenError, match="別の処理"):
        carry_on(other, other_source, path, on=TODAY, now=lambda: NOW)
    assert Record.objects.count() == 20


def test_a_record_that_cannot_be_read_is_kept_beside_its_reason(tmp_path):
    parts = [json.dumps(each, ensure_ascii=False) for each in records(10, seed=2)]
    parts[4] = parts[4][:-1]
    parts[6] = parts[6].replace("psid3.0+", "psid-")
    path = tmp_path / "a.json"
    path.write_text("[" + ",\n".join(parts) + "]", encoding="utf-8")
    run = bring(path)
    assert run.counts == {"created": 8, "unreadable": 2}
    broken, numberless = ImportRow.objects.filter(run=run, outcome=RowOutcome.UNREADABLE)
    assert (broken.position, broken.raw) == (5, parts[4])
    assert "バイト目" in broken.reason
    assert numberless.raw == parts[6]
    assert "番号ではありません" in numberless.reason


def test_a_number_that_comes_twice_counts_once(tmp_path):
    made = list(records(16, seed=2))
    made[3] = made[1]
    made[15] = made[0]
    run = bring(write(tmp_path / "a.json", made))
    assert run.counts == {"created": 14, "unreadable": 2}
    assert [row.position for row in ImportRow.objects.filter(outcome=RowOutcome.UNREADABLE)] == [4, 16]


def test_what_a_full_file_no_longer_holds_has_ended(tmp_path):
    made = list(records(10, seed=2))
    bring(write(tmp_path / "a.json", made))
    fewer = made[:7]
    assert bring(write(tmp_path / "b.json", fewer)).counts == {"unchanged": 7}
    assert Record.objects.filter(state=State.RETIRED).count() == 0
    run = bring(write(tmp_path / "c.json", [*fewer, renamed(made[9], "残った")]), full=True)
    assert run.counts == {"unchanged": 7, "changed": 1, "retired": 2}
    ended = set(Record.objects.filter(state=State.RETIRED).values_list("number", flat=True))
    assert ended == {each["basicInformation"]["psid"] for each in made[7:9]}
    assert len(ImportRow.objects.filter(run=run, outcome=RowOutcome.RETIRED)) == 2

    back = bring(write(tmp_path / "d.json", made), at=NOW + timedelta(days=1), on=TODAY + timedelta(days=1))
    assert back.counts == {"unchanged": 7, "changed": 3}
    assert Record.objects.filter(state=State.RETIRED).count() == 0


def test_a_file_that_is_hardly_full_ends_nothing(tmp_path):
    made = list(records(10, seed=2))
    bring(write(tmp_path / "a.json", made))
    run = bring(write(tmp_path / "b.json", made[:4]), full=True)
    assert run.counts == {"unchanged": 4}
    assert any("全件のファイルではない" in note for note in run.notes)


def test_a_damaged_record_is_not_taken_for_one_that_vanished(tmp_path):
    made = list(records(6, seed=2))
    bring(write(tmp_path / "a.json", made))
    parts = [json.dumps(each, ensure_ascii=False) for each in made]
    parts[2] = parts[2][:-1]
    path = tmp_path / "b.json"
    path.write_text("[" + ",".join(parts[:5]) + "]", encoding="utf-8")
    assert bring(path, full=True).counts == {"unchanged": 4, "unreadable": 1, "retired": 1}
    parts[3] = '{"institutionName": '
    path.write_text("[" + ",".join(parts[:4]) + "]", encoding="utf-8")
    run = bring(path, full=True)
    assert run.counts == {"unchanged": 2, "unreadable": 1}
    assert any("番号の分からない" in note for note in run.notes)


def test_rows_without_a_number_get_one_and_keep_it(tmp_path):
    row = {
        **dict.fromkeys(gif.columns()),
        "制度所管組織": "調布市",
        "タイトル（制度名）": "見守り",
        "制度番号": "A-1",
        "地域": "132080",
        "概要": "見守ります",
        "内容": "週1回",
        "連絡先情報": "042",
    }
    path = tmp_path / "a.csv"
    gif.write(path, [row, {**row, "制度番号": "A-2"}])
    assert bring(path, Format.GIF).counts == {"created": 2}
    numbers = list(Record.objects.order_by("pk").values_list("number", flat=True))
    assert numbers == ["tdk1.0+7000020132080+1+P", "tdk1.0+7000020132080+2+P"]
    gif.write(path, [{**row, "概要": "毎週見守ります"}, {**row, "制度番号": "A-2"}])
    assert bring(path, Format.GIF).counts == {"changed": 1, "unchanged": 1}
    assert list(Record.objects.order_by("pk").values_list("number", flat=True)) == numbers


def test_the_survey_is_the_spine_of_procedures(tmp_path):
    path = tmp_path / "r6.csv"
    path.write_text(
        "手続ID,所管府省庁,手続名,手続類型,手続主体,手続の受け手,総手続件数,手続が行われるイベント(個人)\n"
        "10,総務省,転入の届出,1 申請等,5 国民等,3 地方等,0,引越し\n"
        "P24009650,総務省,許可,2-1 申請等に基づく処分通知等,1 国,6 民間事業者等,5,\n",
        encoding="utf-8-sig",
    )
    run = bring(path, Format.PROCEDURES_SURVEY)
    assert run.counts == {"created": 2}
    assert run.rules == {"zero_missing": 1}
    record = Record.objects.get(number="tdk1.0+8000012010038+10+R")
    assert (record.kind, record.area, record.audience, record.yearly_filings) == (
        "procedure",
        "",
        "resident",
        None,
    )
    assert not record.synthetic
    assert [hit.record.number for hit in find_records("転入の届出", area="", on=TODAY).results] == [
        record.number
    ]
    assert ImportedSource.objects.filter(text__isnull=True).count() == 2


def test_a_file_of_another_kind_writes_nothing(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("名称,住所\n児童館,港区\n", encoding="utf-8")
    with pytest.raises(TableError):
        begin_run(path, Format.GIF, at=NOW)
    assert ImportRun.objects.count() == 0


def test_no_text_is_too_odd_to_be_kept(tmp_path):
    odd = record(
        basicInformation__psid="psid3.0+7000020132080+12+UM119",
        basicInformation__organization="7000020132080",
        area__areaCode="132080;調布市",
        summary="説\x00明",
        description="あ" * 200_000,
        newKey={"x\x00": ["\x00", 10**40, 1.5, {"深い": [[[[[[]]]]]]}]},
        tag__categoryCode=["\x00", "003"],
        relatedLink=[{"uri": "https://www.example.jp/" + "a" * 5_000, "title": "長" * 2_000}],
        institutionName={"canonicalName": "名" * 900, "shortName": "\x00"},
        contact__contactEmail="a" * 3_000,
        regulation__regulationName="法" * 2_000,
        updateDate="0001-01-01",
    )
    run = bring(write(tmp_path / "a.json", [odd]))
    assert run.counts == {"created": 1}
    stored = Record.objects.get()
    assert not stored.synthetic
    assert stored.content == parse(odd).content
    assert stored.content.extra["tokyo-registry"]["newKey"]["x\ufffd"][:2] == ["\ufffd", 10**40]
    assert {"control", "unknown_leaf"} <= set(run.rules)
    assert bring(tmp_path / "a.json").counts == {"unchanged": 1}
    assert bring(tmp_path / "a.json", again=True).counts == {"unchanged": 1}


def test_the_report_is_read_in_japanese(tmp_path):
    made = list(records(40, seed=2))
    parts = [json.dumps(each, ensure_ascii=False) for each in made]
    parts[0] = "=壊れた<記録>"
    path = tmp_path / "a.json"
    path.write_text("[" + ",".join(parts) + "]", encoding="utf-8")
    run = bring(path)
    table = io.StringIO()
    count = write_csv(run, table)
    text = table.getvalue()
    assert text.splitlines()[0] == ",".join(COLUMNS)
    assert text.count("直したこと") == sum(len(parse(each).repairs) for each in made[1:])
    assert "日付の書き方を YYYY-MM-DD にそろえました" in text
    assert "更新日 (updateDate)" in text
    assert "'=壊れた" in text
    assert count >= text.count("直したこと")
    page = io.StringIO()
    write_html(run, page)
    assert '<html lang="ja">' in page.getvalue()
    assert "=壊れた&lt;記録&gt;" in page.getvalue()
    assert "<記録>" not in page.getvalue()


def test_a_long_report_shows_the_first_rows_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr("todoke.apps.registry.importing.reports.ROWS_ON_PAGE", 3)
    run = bring(write(tmp_path / "a.json", records(60, seed=2)))
    page = io.StringIO()
    write_html(run, page)
    assert page.getvalue().count("<tr>") == 1 + 3
    assert "ほかに" in page.getvalue()


def test_repairs_are_counted_by_rule(tmp_path):
    made = list(records(60, seed=2))
    run = bring(write(tmp_path / "a.json", made))
    rules = Counter(repair.rule for each in made for repair in parse(each).repairs)
    problems = Counter(problem.kind for each in made for problem in parse(each).problems)
    assert run.rules == dict(rules + problems)
    assert any(line.startswith("直したこと: ") for line in summary(run))
