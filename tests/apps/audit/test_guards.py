"""The database itself refuses to change or delete an entry."""

import pytest
from django.db import Error, connection, transaction

from tests.factories.actors import NOON
from todoke.apps.audit.actions import note
from todoke.apps.audit.guards import TABLES, guard_tables, unguard_tables, unguarded_tables
from todoke.apps.audit.models import Entry, SealedHeads
from todoke.apps.audit.seals import seal_heads

pytestmark = pytest.mark.django_db


@pytest.fixture
def guarded():
    note(actor="system:test", verb="see", thing="x", ref=1, area="132080", at=NOON)
    seal_heads(at=NOON, to=None)
    guard_tables()
    yield
    unguard_tables()


def refused(statement) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except Error as error:
        return "only ever appended" in str(error)
    return False


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_changed_or_deleted(guarded, table):
    assert refused(f"DELETE FROM {table}")
    assert refused(f"UPDATE {table} SET at = at")
    assert refused(f"UPDATE {table} SET hash = before")
    if connection.vendor == "postgresql":
        assert refused(f"TRUNCATE {table}")
    assert Entry.objects.count() == SealedHeads.objects.count() == 1


def test_appending_and_sealing_go_on(guarded, tmp_path):
    note(actor="system:test", verb="see", thing="x", ref=2, area="132080", at=NOON)
    made = seal_heads(at=NOON, to=tmp_path)
    assert made is not None
    assert made.written_to
    assert Entry.objects.count() == 2


def test_missing_guards_are_told(guarded):
    assert unguarded_tables() == []
    assert guard_tables() == list(TABLES)  # again changes nothing
    unguard_tables()
    assert unguarded_tables() == list(TABLES)
