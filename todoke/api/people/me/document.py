"""What the OpenAPI document says of these operations beyond their types (仕様書の補い)."""

from typing import Any

_USAGES, _PERIOD, _HEARTBEAT = "/me/usages", "/me/usage-period", "/me/heartbeat"
_KINDS = (
    "method-not-allowed",
    "internal-error",
    "invalid-request",
    "not-signed-in",
    "not-allowed",
    "too-many-requests",
)

PROBLEMS: dict[str, tuple[str, ...]] = {_USAGES: _KINDS, _PERIOD: _KINDS, _HEARTBEAT: _KINDS}
"""The kinds of problem of each operation, by its address below /api/v1."""

EXAMPLES: dict[str, Any] = {
    _USAGES: {
        "usages": [
            {
                "logTime": "2026-11-22T03:00:00+09:00",
                "action": "お知らせを選びました",
                "receiver": "調布市",
                "purpose": "お知らせを選ぶため",
                "legalBasis": "consent",
                "consentReference": "6f2c1f0e-6d5a-4b0e-9a57-2f6f1c1f8a11",
                "bulkProcessing": True,
                "items": ["person.birth_date"],
            }
        ]
    },
    _PERIOD: {"from": "2026-04-01T09:00:00+09:00", "to": "2026-11-22T03:00:00+09:00"},
    _HEARTBEAT: {"status": "ok"},
}
"""An answer of each operation."""

BODIES: dict[str, tuple[dict[str, Any], Any]] = {}
"""Schema and example of what is sent to each operation that takes a body."""

SECURITY: dict[str, str] = {_USAGES: "person", _PERIOD: "person", _HEARTBEAT: "person"}
"""Which key each operation asks for: a name among todoke.api.people.document.SCHEMES."""
