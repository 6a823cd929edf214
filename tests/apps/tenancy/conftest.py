"""A table of rows that belong to a municipality and a person, of these tests alone."""

import pytest
from django.apps.registry import Apps
from django.db import connection, models

from todoke.apps.tenancy.querysets import Scoped, Tenancy

TABLE = "tenancy_paper"


class Paper(models.Model):
    """Something about a person of a municipality."""

    municipality_id = models.CharField(max_length=6)
    person_id = models.BigIntegerField(null=True)

    tenancy = Tenancy()
    objects = Scoped()

    class Meta:
        app_label = "tenancy"
        apps = Apps()  # a registry of its own: no other test sees the model
        db_table = TABLE

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.person_id}"


@pytest.fixture
def paper(db: None) -> type[Paper]:
    """The model with its table."""
    serial = "bigserial" if connection.vendor == "postgresql" else "integer"
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE {TABLE}"
            f" (id {serial} PRIMARY KEY, municipality_id varchar(6) NOT NULL, person_id bigint)"
        )
    return Paper
