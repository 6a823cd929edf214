"""A sample hint, sent at once so that the maker of an app can try their address (試しの合図)."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID, uuid4

from todoke.apps.channels.models import PrivateApp
from todoke.clients.push.sending import Poster
from todoke.clients.webhooks.sending import Reply
from todoke.clients.webhooks.signing import HEADER, sign

SAMPLE = UUID(int=0)
"""The subscription a sample is of: nobody's."""


def send_sample(app: PrivateApp, sender: Poster, *, at: datetime) -> Reply:
    """Send a signed hint of the kind ``test`` about nobody, without a code."""
    said = {
        "office": "",
        "office_name": "todoke",
        "kind": "test",
        "code": "",
        "language": "ja",
        "wording": "",
        "wording_version": 0,
        "subscription": str(SAMPLE),
    }
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": uuid4().hex,
        HEADER: sign(app.secret or "", body, seconds=int(at.timestamp())),
    }
    return sender.post(app.url, body, headers)
