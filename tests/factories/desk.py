"""A small office for tests of the desk: two people, records with something wrong, and tasks about them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.factories.registry import CHOFU, NOW, TODAY, clerk, program_content, published, some_bodies
from todoke.apps.accounts.models import Account, Role
from todoke.apps.desk.domain.changes import with_values
from todoke.apps.places.models import Body
from todoke.apps.registry.actions.proposals import open_proposal, propose
from todoke.apps.registry.models import Need, Proposal, Record, Task
from todoke.records.content import read_content

PASSWORD = "correct-horse-battery"


@dataclass
class Office:
    """Who works where."""

    bodies: dict[str, Body]
    editor: Account
    approver: Account

    @property
    def body(self) -> Body:
        """調布市."""
        return self.bodies[CHOFU]


def some_office() -> Office:
    """Return the office of 調布市 with an editor and an approver."""
    bodies = some_bodies()
    return Office(
        bodies,
        clerk("editor", bodies[CHOFU]),
        clerk("approver", bodies[CHOFU], Role.APPROVER),
    )


def number(serial: int) -> str:
    """Return a permanent number of 調布市."""
    return f"tdk1.0+7000020132080+{serial}+P"


def record(serial: int, **changes: Any) -> Record:
    """Publish a program of 調布市."""
    return published(program_content(**changes), number(serial))


def dead_link(serial: int) -> Task:
    """A record whose official page is gone, with where it went."""
    old, new = (
        f"https://www.city.chofu.lg.jp/old{serial}.html",
        f"https://www.city.chofu.lg.jp/new{serial}.html",
    )
    of = record(serial, name=f"助成{serial}", links=[{"url": old, "role": "official"}])
    return task(
        of,
        Need.DEAD_LINK,
        key=old,
        detail={
            "message": "公式ページが見つかりません。移った先の候補があります。",
            "changes": [{"field": "links.0.url", "value": new, "quote": "ページは移動しました", "url": old}],
        },
    )


def page_changed(serial: int) -> Task:
    """A record whose page now says something else, with two proposed fields."""
    url = f"https://www.city.chofu.lg.jp/page{serial}.html"
    of = record(
        serial,
        name=f"手当{serial}",
        links=[{"url": url, "role": "official"}],
        documents=[{"name": "印鑑"}],
        support={"amounts": [{"text": "月5,000円", "yen": 5000, "per": "month"}]},
    )
    return task(
        of,
        Need.PAGE_CHANGED,
        key=url,
        detail={
            "message": "公式ページの金額と必要なものが変わりました。",
            "page_url": url,
            "page": [
                "対象は3歳までの子どもを育てている人です。",
                "令和8年10月から、手当は月6,000円です。",
                "申請には本人確認書類が必要です。",
            ],
            "changed": ["令和8年10月から、手当は月6,000円です。", "申請には本人確認書類が必要です。"],
            "changes": [
                {
                    "field": "support.amounts.0.yen",
                    "value": 6000,
                    "quote": "令和8年10月から、手当は月6,000円です。",
                    "url": url,
                },
                {
                    "field": "documents.0.name.ja",
                    "value": "本人確認書類",
                    "quote": "申請には本人確認書類が必要です。",
                    "url": url,
                },
            ],
        },
    )


def missing_contact(serial: int) -> Task:
    """A record that does not say where to ask."""
    return task(record(serial, name=f"相談{serial}"), Need.MISSING_FIELD, key="summary", detail={})


def overdue(serial: int) -> Task:
    """A record nobody has looked at for more than a year."""
    of = record(serial, name=f"教室{serial}", checked_on="2025-05-01", review_on="2026-05-01")
    return task(of, Need.REVIEW_OVERDUE, detail={"message": "見直しの予定日を過ぎました。"})


def wait_for_approval(task: Task, office: Office) -> Proposal:
    """Let the editor propose what a task suggests."""
    assert task.record.current is not None
    change = task.detail["changes"][0]
    content = read_content(with_values(task.record.current.raw, [(change["field"], change["value"])]))
    proposal = open_proposal(record=task.record, content=content, by=office.editor, at=NOW, task=task)
    return propose(proposal=proposal, by=office.editor, at=NOW, seconds_spent=90)


def task(of: Record, need: str, *, key: str = "", detail: dict[str, Any]) -> Task:
    """Open a task about a record."""
    found_at = NOW - timedelta(days=of.pk % 7)
    return Task.objects.create(record=of, body=of.body, need=need, key=key, detail=detail, found_at=found_at)


def twenty_dirty_records(first: int = 1) -> list[Task]:
    """Return tasks about twenty records, of four kinds, numbered from ``first``."""
    makers = (dead_link, page_changed, missing_contact, overdue)
    return [makers[place % 4](first + place) for place in range(20)]


__all__ = [
    "PASSWORD",
    "TODAY",
    "Office",
    "dead_link",
    "missing_contact",
    "number",
    "overdue",
    "page_changed",
    "record",
    "some_office",
    "task",
    "twenty_dirty_records",
    "wait_for_approval",
]
