"""On PostgreSQL the database itself shows nothing outside the scope, whatever is asked of it.

The tests change over to the role an instance runs as: a superuser would see everything.
"""

import pytest
from django.db import Error, ProgrammingError, connection, transaction

from todoke.apps.tenancy.actions import protect_tables, scoped_models
from todoke.apps.tenancy.policies import find_standing, protect, role_statements
from todoke.apps.tenancy.scope import everywhere, scope

CHOFU, SUMIDA = "132080", "131075"
ROLE = "todoke_app"

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no policies"),
]


def run(statement, values=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def papers(paper):
    """A guarded table with rows of two municipalities, looked at by the role of the application."""
    if not run("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]):
        run(f"CREATE ROLE {ROLE} NOSUPERUSER NOBYPASSRLS")
    with everywhere("test"):
        for number in range(1, 7):
            paper.objects.create(municipality_id=CHOFU if number < 4 else SUMIDA, person_id=number)
    run(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {paper._meta.db_table} TO {ROLE}")
    run(f"GRANT USAGE ON SEQUENCE {paper._meta.db_table}_id_seq TO {ROLE}")
    protect(paper)
    run(f"SET ROLE {ROLE}")
    yield paper
    run("RESET ROLE")
    run(f"DROP TABLE {paper._meta.db_table}")


def seen() -> set[int]:
    """Ask past Django's managers, as a mistake or an injected statement would."""
    return {number for (number,) in run("SELECT person_id FROM tenancy_paper")}


def test_the_role_has_no_way_round(papers):
    standing = find_standing([papers._meta.db_table, "people_somewhere"])
    assert (standing.role, standing.bypasses) == (ROLE, False)
    assert standing.open_tables == ("people_somewhere",)


def test_without_a_scope_there_are_no_rows(papers):
    assert seen() == set()
    with scope():
        assert seen() == set()


def test_a_scope_shows_its_own(papers):
    with scope(areas=[CHOFU]):
        assert seen() == {1, 2, 3}
        with scope(persons=[5]):
            assert seen() == {5}
            with everywhere("test"):
                assert seen() == {1, 2, 3, 4, 5, 6}
            assert seen() == {5}
        assert seen() == {1, 2, 3}
    assert seen() == set()


def test_foreign_rows_are_neither_made_nor_changed_nor_deleted(papers):
    with scope(areas=[CHOFU]):
        with pytest.raises(ProgrammingError, match="row-level security"):
            run("INSERT INTO tenancy_paper (municipality_id, person_id) VALUES (%s, 9)", [SUMIDA])
        with pytest.raises(ProgrammingError, match="row-level security"):
            run("UPDATE tenancy_paper SET municipality_id = %s WHERE person_id = 1", [SUMIDA])
        run("UPDATE tenancy_paper SET person_id = 0 WHERE municipality_id = %s", [SUMIDA])
        run("DELETE FROM tenancy_paper WHERE municipality_id = %s", [SUMIDA])
        with pytest.raises(ProgrammingError, match="row-level security"):
            papers(municipality_id=SUMIDA, person_id=9).save()
    with everywhere("test"):
        assert seen() == {1, 2, 3, 4, 5, 6}


def test_a_persons_scope_writes_that_persons_rows(papers):
    with scope(persons=[5]):
        run("INSERT INTO tenancy_paper (municipality_id, person_id) VALUES (%s, 5)", [SUMIDA])
        with pytest.raises(ProgrammingError):
            run("INSERT INTO tenancy_paper (municipality_id, person_id) VALUES (%s, 6)", [SUMIDA])


def test_an_undone_transaction_does_not_widen_the_scope(papers):
    with scope(areas=[CHOFU]):
        with transaction.atomic():
            with scope(areas=[SUMIDA]):
                assert seen() == {4, 5, 6}
            transaction.set_rollback(True)
        assert seen() == {1, 2, 3}
        with pytest.raises(Error), transaction.atomic(), everywhere("test"):
            run("SELECT 1 / 0")
        assert seen() == {1, 2, 3}
    assert seen() == set()


def test_a_new_connection_is_within_the_scope(papers):
    with scope(areas=[CHOFU]):
        connection.close()
        run(f"SET ROLE {ROLE}")
        assert seen() == {1, 2, 3}
        connection.close()
    run(f"SET ROLE {ROLE}")
    assert seen() == set()


def test_copy_shows_no_more(papers):
    def copied() -> bytes:
        connection.ensure_connection()
        with (
            connection.connection.cursor() as cursor,
            cursor.copy("COPY (SELECT person_id FROM tenancy_paper ORDER BY 1) TO STDOUT") as rows,
        ):
            return b"".join(rows)

    assert copied() == b""
    with scope(areas=[CHOFU]):
        assert copied() == b"1\n2\n3\n"


def test_counting_and_joining_show_no_more(papers):
    with scope(areas=[CHOFU]):
        assert run("SELECT count(*) FROM tenancy_paper") == [(3,)]
        assert run("SELECT max(a.person_id) FROM tenancy_paper a, tenancy_paper b") == [(3,)]
        assert run("SELECT count(*) FROM (TABLE tenancy_paper UNION ALL TABLE tenancy_paper) all_of_it") == [
            (6,)
        ]


def test_a_condition_that_would_tell_is_not_asked_of_foreign_rows(papers):
    """A division by zero on a row outside the scope would tell that the row is there."""
    with scope(areas=[CHOFU]):
        assert run("SELECT count(*) FROM tenancy_paper WHERE 1 / (person_id - 5) > 5") == [(0,)]


def test_every_table_of_persons_can_be_guarded_and_then_shows_nothing(papers):
    run("RESET ROLE")
    with transaction.atomic():
        tables = protect_tables()
        assert set(tables) == {model._meta.db_table for model in scoped_models()}
        assert find_standing(tables).open_tables == ()
        for table in tables:
            run(f"GRANT SELECT ON {table} TO {ROLE}")
        run(f"SET LOCAL ROLE {ROLE}")
        for table in tables:
            assert run(f"SELECT count(*) FROM {table}") == [(0,)]
            with scope(areas=[CHOFU], persons=[1]):
                run(f"SELECT count(*) FROM {table}")
        run("RESET ROLE")
        transaction.set_rollback(True)
    run(f"SET ROLE {ROLE}")


def test_putting_the_policy_again_changes_nothing(papers):
    run("RESET ROLE")
    assert protect(papers) == protect(papers) == "tenancy_paper"
    run(f"SET ROLE {ROLE}")
    with scope(areas=[CHOFU]):
        assert seen() == {1, 2, 3}


def test_the_role_of_the_guide_is_made_and_held(papers):
    run("RESET ROLE")
    with transaction.atomic():
        for statement in role_statements("todoke_trial").split(";\n"):
            if lines := [line for line in statement.splitlines() if not line.startswith("--")]:
                run("\n".join(lines))
        run("SET LOCAL ROLE todoke_trial")
        assert seen() == set()
        assert not find_standing([]).bypasses
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            run("DELETE FROM audit_entry")
        with pytest.raises(ProgrammingError, match="must be owner"), transaction.atomic():
            run("ALTER TABLE tenancy_paper DISABLE ROW LEVEL SECURITY")
        run("RESET ROLE")
        transaction.set_rollback(True)
