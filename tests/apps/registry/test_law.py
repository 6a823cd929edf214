"""A change of law reaches the owners of the records that rest on it."""

from datetime import date

import pytest

from tests.factories.registry import NOW, program_content, published, some_bodies
from todoke.apps.registry.actions.law import record_law_change
from todoke.apps.registry.models import Need, Task

pytestmark = pytest.mark.django_db


def change(**more):
    whole = {"law": "児童手当法", "words": "対象が広がります。", "on": date(2027, 4, 1), "at": NOW, **more}
    return record_law_change(**whole)


@pytest.fixture
def records():
    some_bodies()
    basis = [{"law": "児童手当法", "article": "第4条第1項"}]
    return [
        published(program_content(legal_basis=basis), "tdk1.0+7000020132080+1+P"),
        published(program_content(), "tdk1.0+7000020132080+2+P", sources=({"law": "児童手当法"},)),
        published(program_content(legal_basis=[{"law": "児童福祉法"}]), "tdk1.0+7000020132080+3+P"),
    ]


def test_every_record_resting_on_the_law_gets_a_task_once(records):
    assert change() == (2, 2)
    assert change() == (2, 0)
    tasks = Task.objects.filter(need=Need.LAW_CHANGED)
    assert {task.record_id for task in tasks} == {records[0].pk, records[1].pk}
    assert tasks[0].detail["message"] == "児童手当法が2027年4月1日に変わります。対象が広がります。"


def test_an_article_narrows_it_where_the_record_names_one(records):
    assert change(article="第4条")[0] == 2
    assert change(article="第9条")[0] == 1  # the one that names no article may rest on it


def test_a_law_nobody_rests_on_opens_nothing(records):
    assert change(law="道路法") == (0, 0)
