"""Spark: the same bytes as a run on this machine, errors brought back, and a plain word where Java is missing."""

from __future__ import annotations

import json
import math
from functools import partial

import pyarrow as pa
import pytest

from tests.factories.content import content, rulebook
from tests.factories.residents import ON, random_population
from todoke.engines.columnar.engine import ColumnarEngine
from todoke.engines.spark import java, session, spreading
from todoke.engines.spark.java import SparkMissingError
from todoke.nights.run.running import run_night
from todoke.residents.building import build_snapshot


@pytest.fixture(scope="module")
def spark():
    try:
        java.require_java()
    except SparkMissingError as error:
        pytest.skip(f"Java is missing: {error}")
    pytest.importorskip("pyspark", reason="pyspark (the extra spark) is not installed")
    with session.session() as opened:
        yield opened


def test_without_java_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(SparkMissingError, match="Java が見つかりません.*default-jre-headless"):
        next(spreading.SparkSpread()(math.factorial, [1]))


def test_a_wrong_java_home_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(SparkMissingError, match=rf"JAVA_HOME\({tmp_path}\)"):
        java.require_java()


def test_java_home_is_taken_before_the_path(monkeypatch, tmp_path):
    program = tmp_path / "bin" / "java"
    program.parent.mkdir()
    program.touch()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert java.require_java() == program


def test_nothing_to_do_asks_no_cluster(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert list(spreading.SparkSpread()(math.factorial, [])) == []


def test_a_master_elsewhere_is_not_bound_to_loopback():
    assert "spark.driver.host" not in session.settings("spark://master:7077", memory="1g", driver_host=None)
    told = session.settings("spark://master:7077", memory="1g", driver_host="192.0.2.7")
    assert told["spark.driver.host"] == told["spark.driver.bindAddress"] == "192.0.2.7"


def test_a_worker_of_another_version_refuses(monkeypatch):
    class Sent:
        value = ("0.0.1", b"")

    with pytest.raises(spreading.SpreadError, match=r"版.*0\.0\.1"):
        next(spreading._worked(Sent(), iter([pa.RecordBatch.from_pydict({"id": [0]})])))


@pytest.mark.slow
def test_results_come_in_the_order_of_the_tasks(spark):
    heard: list[int] = []
    found = list(spreading.spread(spark, math.factorial, [5, 3, 1, 0], progress=heard.append))
    assert found == [120, 6, 1, 1]
    assert heard[-1] == 4


@pytest.mark.slow
def test_an_error_of_a_task_is_raised_here(spark):
    with pytest.raises(ValueError, match="negative"):
        list(spreading.spread(spark, math.factorial, [3, -1]))


@pytest.mark.slow
def test_a_night_on_spark_has_the_same_bytes(spark, tmp_path):
    population = random_population(tmp_path / "population", 25)
    snapshot = build_snapshot(population, tmp_path / "snapshot", content())
    programs = list(content().programs)[::4]
    night = partial(run_night, snapshot, rulebook(), on=ON, engine=ColumnarEngine(), programs=programs)
    here = night(out=tmp_path / "here", workers=1)
    there = night(out=tmp_path / "there", spread=partial(spreading.spread, spark))
    parts = sorted(path.name for path in here.folder.glob("*.part"))
    assert len(parts) == len(snapshot.municipalities)
    for name in parts:
        assert (there.folder / name).read_bytes() == (here.folder / name).read_bytes()
    records = [json.loads((one.folder / "night.json").read_text(encoding="utf-8")) for one in (here, there)]
    for record in records:
        del record["run"]
    assert records[0] == records[1]
