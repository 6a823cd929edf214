"""Rows about persons are read and written within a scope, and not at all outside every scope."""

import threading

import pytest
from django.db import Error, connection, transaction

from todoke.apps.tenancy.scope import (
    OutOfScopeError,
    UnscopedQueryError,
    current_scope,
    everywhere,
    find_scope,
    scope,
)

CHOFU, SUMIDA = "132080", "131075"

pytestmark = pytest.mark.django_db


@pytest.fixture
def papers(paper):
    """Two papers of 調布市 and one of 墨田区."""
    with everywhere("test"):
        paper.objects.create(municipality_id=CHOFU, person_id=1)
        paper.objects.create(municipality_id=CHOFU, person_id=2)
        paper.objects.create(municipality_id=SUMIDA, person_id=3)
    return paper


def seen(paper) -> set[int]:
    return set(paper.objects.values_list("person_id", flat=True))


def test_no_query_is_built_outside_a_scope(papers):
    for build in (papers.objects.all, papers.objects.count, papers.objects.none, papers.objects.exists):
        with pytest.raises(UnscopedQueryError):
            build()
    with pytest.raises(UnscopedQueryError):
        papers.objects.create(municipality_id=CHOFU, person_id=1)
    with pytest.raises(UnscopedQueryError):
        papers.objects.bulk_create([papers(municipality_id=CHOFU, person_id=1)])


def test_a_scope_shows_its_municipalities_and_its_persons(papers):
    with scope(areas=[CHOFU]):
        assert seen(papers) == {1, 2}
    with scope(persons=[3]):
        assert seen(papers) == {3}
    with scope(areas=[SUMIDA], persons=[2]):
        assert seen(papers) == {2, 3}
    with scope():
        assert seen(papers) == set()
    with everywhere("test"):
        assert seen(papers) == {1, 2, 3}


def test_what_is_changed_or_deleted_at_once_stays_within_the_scope(papers):
    with scope(areas=[CHOFU]):
        assert papers.objects.update(person_id=9) == 2
        assert papers.objects.filter(municipality_id=SUMIDA).update(person_id=9) == 0
        with pytest.raises(papers.DoesNotExist):
            papers.objects.get(person_id=3)
    with everywhere("test"):
        assert papers.objects.filter(person_id=3).exists()


def test_scopes_nest_by_replacing_and_come_back(papers):
    with scope(areas=[CHOFU]):
        with scope(areas=[SUMIDA]):
            assert seen(papers) == {3}
        assert seen(papers) == {1, 2}
        with pytest.raises(ZeroDivisionError), everywhere("test"):
            raise ZeroDivisionError
        assert current_scope().areas == {CHOFU}
    assert find_scope() is None


def test_a_row_of_elsewhere_cannot_be_made(papers):
    several = [papers(municipality_id=CHOFU, person_id=1), papers(municipality_id=SUMIDA, person_id=4)]
    with scope(areas=[CHOFU]), pytest.raises(OutOfScopeError):
        papers.objects.bulk_create(several)
    with scope(areas=[CHOFU]), pytest.raises(OutOfScopeError) as refused:
        papers.objects.get_or_create(municipality_id=SUMIDA, person_id=4)
    assert "Paper" in str(refused.value)
    assert SUMIDA not in str(refused.value)
    with everywhere("test"):
        assert papers.objects.count() == 3


def test_a_persons_scope_may_write_rows_of_that_person(papers):
    with scope(persons=[3]):
        made = papers.objects.create(municipality_id=SUMIDA, person_id=3)
        assert papers.objects.filter(pk=made.pk).exists()


def test_everywhere_says_why():
    with pytest.raises(ValueError, match="say why"), everywhere(""):
        pass


def test_a_scope_is_not_taken_into_another_thread(papers):
    found = []
    with everywhere("test"):
        thread = threading.Thread(target=lambda: found.append(find_scope()))
        thread.start()
        thread.join()
    assert found == [None]


def told() -> tuple[str, str, str]:
    """Return what the database was told."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('app.areas', true), current_setting('app.persons', true),"
            " current_setting('app.everything', true)"
        )
        areas, persons, everything = cursor.fetchone()
    return areas or "", persons or "", everything or ""


@pytest.fixture
def on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no policies to tell")


def test_postgresql_is_told_the_scope_and_when_it_ends(on_postgresql):
    with scope(areas=[SUMIDA, CHOFU], persons=[10, 2]):
        assert told() == (f"{SUMIDA},{CHOFU}", "2,10", "")
        with everywhere("test"):
            assert told() == ("", "", "test")
        assert told() == (f"{SUMIDA},{CHOFU}", "2,10", "")
    assert told() == ("", "", "")


def test_a_broken_transaction_leaves_the_scope_before(on_postgresql):
    with scope(areas=[CHOFU]):
        with pytest.raises(Error), transaction.atomic(), scope(areas=[SUMIDA]), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        assert told() == (CHOFU, "", "")


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_opens_within_a_scope_is_told(on_postgresql):
    with scope(areas=[CHOFU]):
        connection.close()
        assert told() == (CHOFU, "", "")
        connection.close()
    assert told() == ("", "", "")
