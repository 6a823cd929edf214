"""Health endpoints answer machines truthfully."""

from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client


def test_a_living_process_says_so_without_the_database() -> None:
    response = Client().get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]


def test_health_is_read_only() -> None:
    assert Client().post("/healthz").status_code == 405
    assert Client().post("/readyz").status_code == 405


@pytest.mark.django_db
def test_a_prepared_instance_is_ready() -> None:
    response = Client().get("/readyz")
    assert response.json()["status"] == "ready", response.json()
    assert set(response.json()["checks"].values()) == {"ok"}
    assert response.status_code == 200


@pytest.mark.django_db
def test_a_pending_migration_is_told() -> None:
    MigrationRecorder.Migration.objects.filter(app="places").delete()
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["migrations"].endswith("pending")


@pytest.mark.django_db
def test_a_rulebook_that_cannot_be_read_is_told(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "nowhere"
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["rulebook"] in {"unreadable", "empty"}


@pytest.mark.django_db
def test_an_unreachable_database_is_told_without_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("could not connect to db.example as clerk")

    monkeypatch.setattr(connection, "cursor", refuse)
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["database"] == "unreachable"
    assert b"clerk" not in response.content
