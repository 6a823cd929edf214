"""Policies (行ごとの守り): PostgreSQL itself shows no row outside the scope it was told.

They hold for the table's owner too (FORCE), not for a superuser and not for a role with BYPASSRLS: see
``find_standing``. ``app.everything`` guards against forgetting a scope, not against somebody who can inject SQL.

Source: PostgreSQL documentation, 5.9 Row Security Policies; CREATE POLICY.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, models

from todoke.apps.tenancy.querysets import tenancy_of

NAME = "within_scope"
_EVERYTHING = "(SELECT current_setting('app.everything', true)) <> ''"
_AREAS = "string_to_array((SELECT current_setting('app.areas', true)), ',')"
_PERSONS = "string_to_array((SELECT current_setting('app.persons', true)), ',')::bigint[]"


def protect(model: type[models.Model]) -> str:
    """Put the policy of one table, again where it is there; return the table."""
    table, within = model._meta.db_table, _within(model)
    with connection.cursor() as cursor:
        for statement in (
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
            f'DROP POLICY IF EXISTS {NAME} ON "{table}"',
            f'CREATE POLICY {NAME} ON "{table}" USING ({within}) WITH CHECK ({within})',
        ):
            cursor.execute(statement)
    return table


def _within(model: type[models.Model]) -> str:
    """Return the condition; settings are read in sub-selects, once a statement, so that indexes are still used."""
    columns = tenancy_of(model)
    allowed = [_EVERYTHING, f'"{_column(model, columns.area)}" = ANY ({_AREAS})']
    if columns.person is not None:
        allowed.append(f'"{_column(model, columns.person)}" = ANY ({_PERSONS})')
    if columns.members is not None:
        table, column = columns.members
        allowed.append(
            f'EXISTS (SELECT 1 FROM "{table}" WHERE "{table}"."{column}" = "{model._meta.db_table}"."id" '
            f'AND "{table}"."id" = ANY ({_PERSONS}))'
        )
    return " OR ".join(allowed)


def _column(model: type[models.Model], name: str) -> str:
    """Return the column of the table itself; a policy cannot follow a key into another."""
    for field in model._meta.concrete_fields:
        if name in (field.attname, field.name):
            return str(field.column)
    raise TypeError(f"{model.__name__} has no column {name}: its tenancy must name columns of its own table")


@dataclass(frozen=True, slots=True)
class Standing:
    """How the connected role stands to the policies."""

    role: str
    bypasses: bool
    """A superuser, or a role with BYPASSRLS: no policy holds it."""
    open_tables: tuple[str, ...]
    """Tables of persons without a forced policy."""

    @property
    def is_sound(self) -> bool:
        """Return whether the second wall stands."""
        return not self.bypasses and not self.open_tables


def find_standing(tables: list[str]) -> Standing:
    """Return how the role of this connection stands to these tables (PostgreSQL only)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        role, bypasses = cursor.fetchone()
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid"
            " WHERE c.relrowsecurity AND c.relforcerowsecurity AND p.polname = %s"
            " AND c.relnamespace = current_schema()::regnamespace",
            [NAME],
        )
        guarded = {name for (name,) in cursor.fetchall()}
    return Standing(role, bypasses, tuple(table for table in tables if table not in guarded))


ROLE = """\
-- The role the application runs as: it owns no table, and every policy holds it.
-- Run as the owner of the database, after `python manage.py prepare`; then set a password with \\password {role}.
CREATE ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role};
REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry FROM {role};
REVOKE DELETE, TRUNCATE ON audit_sealedheads FROM {role};
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role};
"""


def role_statements(role: str) -> str:
    """Return the SQL that makes the role; refuses a name that is more than letters, figures and _."""
    if not role.isidentifier() or not role.isascii() or len(role) > 63:
        raise ValueError("the name of a role is ASCII letters, figures and _")
    return ROLE.format(role=role.lower())
