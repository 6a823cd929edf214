"""Private apps, and what they send, for tests."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from tests.factories.actors import NOON
from todoke.apps.subscriptions.actions.apps import Registered, register_app

HOOK = "https://boshi.example/hook"
BODY = {"agreed_to": 2, "municipality": "132080", "child_born": "2026-10"}


def an_app(name: str = "母子手帳サンプル", url: str = HOOK) -> Registered:
    """Return an app that was let in, with its key and secret."""
    return register_app(
        name=name, contact="maker@boshi.example", says="子育ての予定をまとめるアプリ", url=url, at=NOON
    )


class AppCaller:
    """Calls the API as a private app does."""

    def __init__(self, key: str) -> None:
        self.key, self.client = key, Client(raise_request_exception=False)

    def post(self, path: str, body: Any = None, *, key: str | None = None, **headers: str) -> Any:
        raw = b"" if body is None else json.dumps(body)
        return self.client.post(
            f"/api/v1/apps{path}",
            raw,
            content_type="application/json",
            headers={"Authorization": f"Bearer {key or self.key}", **headers},
        )

    def get(self, path: str, *, key: str | None = None) -> Any:
        headers = {"Authorization": f"Bearer {key or self.key}"}
        return self.client.get(f"/api/v1/apps{path}", headers=headers)

    def begun(self, **changes: Any) -> dict[str, Any]:
        """Return a subscription that was begun."""
        response = self.post("/subscriptions", {**BODY, **changes})
        assert response.status_code == 201, response.content
        found: dict[str, Any] = response.json()
        return found

    def months(self, begun: dict[str, Any], months: int = 6) -> Any:
        return self.get(f"/subscriptions/{begun['id']}/programs?months={months}", key=begun["key"])
