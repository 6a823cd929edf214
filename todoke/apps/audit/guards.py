"""Guards (追記だけにする守り): the database itself refuses that an entry is changed or deleted.

They keep mistakes and injected statements out. Who owns the database can take them away: then the chain and the
seals outside tell. `prepare` puts them there after the migrations.
"""

from __future__ import annotations

from django.db import connection

from todoke.apps.audit.models import Entry, SealedHeads

TABLES = (Entry._meta.db_table, SealedHeads._meta.db_table)
REFUSAL = "entries of the audit are only ever appended"
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'insufficient_privilege'; END $$
"""


def guard_tables() -> list[str]:
    """Put the guards on both tables, again where they are there; return the tables."""
    statements = _on_postgresql() if connection.vendor == "postgresql" else _on_sqlite()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    return list(TABLES)


def unguarded_tables() -> list[str]:
    """Return the tables whose guards are not there."""
    if connection.vendor == "postgresql":
        found = "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'audit_%%' AND tgenabled <> 'D'"
    else:
        found = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit_%%'"
    with connection.cursor() as cursor:
        cursor.execute(found, [])
        there = {name for (name,) in cursor.fetchall()}
    return [table for table in TABLES if not set(_names(table)) <= there]


def unguard_tables() -> None:
    """Take the guards away: for a restore, and for tests that break entries on purpose."""
    with connection.cursor() as cursor:
        for table in TABLES:
            for name in _names(table):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def _names(table: str) -> tuple[str, ...]:
    if connection.vendor == "postgresql":
        return f"{table}_rows", f"{table}_all"
    return f"{table}_update", f"{table}_delete"


def _on_postgresql() -> list[str]:
    statements = [_FUNCTION]
    for table in TABLES:
        rows, whole = _names(table)
        statements += [
            f"DROP TRIGGER IF EXISTS {rows} ON {table}",
            f"DROP TRIGGER IF EXISTS {whole} ON {table}",
            # written_to of a seal is filled in once the line is outside.
            f"CREATE TRIGGER {rows} BEFORE DELETE OR {_changes(table)} ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
            f"CREATE TRIGGER {whole} BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
        ]
    return statements


def _on_sqlite() -> list[str]:
    statements = []
    for table in TABLES:
        changed, deleted = _names(table)
        refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        statements += [
            f"CREATE TRIGGER IF NOT EXISTS {changed} BEFORE {_changes(table)} ON {table} {refuse}",
            f"CREATE TRIGGER IF NOT EXISTS {deleted} BEFORE DELETE ON {table} {refuse}",
        ]
    return statements


def _changes(table: str) -> str:
    """Return which changes are refused: of an entry all, of a seal all but where it was written to."""
    return "UPDATE" if table == TABLES[0] else "UPDATE OF id, at, heads, before, hash"
