"""A caller of the public API, as another site's program is."""

import json
from typing import Any

from django.test import Client

CHECK = "/api/v1/check"


class Caller:
    """Calls the API as another site does."""

    def __init__(self) -> None:
        self.client = Client(raise_request_exception=False)

    def get(self, address: str, **headers: str) -> Any:
        return self.client.get(address, headers=headers)

    def check(self, body: Any, **headers: str) -> Any:
        return self.send(json.dumps(body), **headers)

    def send(self, raw: str | bytes, kind: str = "application/json", **headers: str) -> Any:
        return self.client.post(CHECK, raw, content_type=kind, headers=headers)
