"""Inspecting records: what is doubtful opens a task, what was repaired or left alone opens none."""

from datetime import timedelta

import pytest

from tests.factories.registry import CHOFU, NOW, TODAY, UPKEEP, clerk, program_content, published, some_bodies
from todoke.apps.registry.actions.inspecting import inspect
from todoke.apps.registry.actions.publishing import Entry, publish
from todoke.apps.registry.actions.tasks import settle_task
from todoke.apps.registry.models import Need, Outcome, Task
from todoke.apps.registry.queries.quality import score_of, scores

pytestmark = pytest.mark.django_db
NUMBER = "tdk1.0+7000020132080+1+P"
WHOLE = {
    "checked_on": "2026-11-01",
    "review_on": "2027-11-01",
    "contacts": [{"name": "課", "phone": "042"}],
    "documents": [{"name": "本人確認書類"}],
    "periods": [{"kind": "always"}],
    "channels": [{"kind": "counter"}],
}


@pytest.fixture
def bodies():
    return some_bodies()


def look(record, at=NOW):
    return inspect(record_ids=[record.pk], on=TODAY, at=at, upkeep=UPKEEP)


def needs():
    return sorted(Task.objects.filter(settled_at=None).values_list("need", "key"))


def test_a_record_as_it_should_be_opens_nothing(bodies):
    assert look(published(program_content(**WHOLE), NUMBER)) == (0, 0)


def test_what_is_doubtful_opens_tasks_once(bodies):
    record = published(
        program_content(
            **WHOLE
            | {
                "name": "3〜4か月児健康診査",
                "target": {"ages": [{"from": 36, "until": 72}]},
                "periods": [{"kind": "range", "to": "2026-03-31", "text": "3月末まで"}],
                "documents": [],
                "review_on": "2026-06-01",
            }
        ),
        NUMBER,
    )
    assert look(record) == (4, 0)
    assert needs() == [
        (Need.CONTRADICTION, "target.ages.0"),
        (Need.DEADLINE_PASSED, "periods.0"),
        (Need.MISSING_FIELD, "documents"),
        (Need.REVIEW_OVERDUE, ""),
    ]
    assert look(record) == (0, 0)
    detail = Task.objects.get(need=Need.CONTRADICTION).detail
    assert detail["changes"][0]["value"]["from"] == 3
    assert "3〜4か月" in detail["message"]


def test_a_repair_settles_the_task_by_itself(bodies):
    record = published(program_content(**WHOLE | {"contacts": []}), NUMBER)
    look(record)
    publish(Entry(NUMBER, program_content(**WHOLE), effective_from=TODAY), on=TODAY, at=NOW, channel="desk")
    assert look(record) == (0, 1)
    assert Task.objects.get().outcome == Outcome.VANISHED


def test_what_was_left_as_it_is_is_not_asked_again_until_the_record_changes(bodies):
    record = published(program_content(**WHOLE | {"contacts": []}), NUMBER)
    look(record)
    settle_task(task=Task.objects.get(), outcome=Outcome.KEPT, by=clerk("editor", bodies[CHOFU]), at=NOW)
    assert look(record) == (0, 0)
    later = NOW + timedelta(days=1)
    changed = program_content(**WHOLE | {"contacts": [], "remarks": "変えた"})
    publish(Entry(NUMBER, changed, effective_from=TODAY), on=TODAY, at=later, channel="desk")
    assert look(record, at=later) == (1, 0)


def test_ages_that_only_the_words_say_are_proposed(bodies):
    record = published(program_content(**WHOLE | {"target": {"persons": "市内に住む3歳未満の児童"}}), NUMBER)
    look(record)
    detail = Task.objects.get(key="target.ages").detail
    assert detail["changes"] == [
        {"field": "target.ages", "value": [{"until": 36, "standing": "inferred", "quote": "3歳未満"}],
         "quote": "3歳未満", "standing": "inferred"}
    ]  # fmt: skip


def test_unknown_codes_are_told(bodies):
    record = published(program_content(**WHOLE | {"categories": ["999"]}), NUMBER)
    inspect(record_ids=[record.pk], on=TODAY, at=NOW, upkeep=UPKEEP, codes={"categories": {"001"}})
    assert "999" in Task.objects.get().detail["message"]


def test_the_score_rises_when_a_record_is_repaired(bodies):
    published(program_content(), NUMBER)
    before = score_of(bodies[CHOFU], on=TODAY)
    publish(Entry(NUMBER, program_content(**WHOLE), effective_from=TODAY), on=TODAY, at=NOW, channel="desk")
    after = score_of(bodies[CHOFU], on=TODAY)
    assert (before.points or 0) < (after.points or 0)
    assert [one.body for one in scores(on=TODAY)] == [bodies[CHOFU]]
