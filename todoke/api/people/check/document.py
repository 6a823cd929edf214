"""What the OpenAPI document says of these operations beyond their types (仕様書の補い)."""

from typing import Any

_CHECK = "/notices/check/{code}"

PROBLEMS: dict[str, tuple[str, ...]] = {
    _CHECK: ("method-not-allowed", "internal-error", "invalid-request", "too-many-requests")
}
"""The kinds of problem of each operation, by its address below /api/v1."""

EXAMPLES: dict[str, Any] = {
    _CHECK: {"answer": "ours", "office": "調布市", "sent_on": "2026-11-22", "channels": ["mail"]}
}
"""An answer of each operation."""

BODIES: dict[str, tuple[dict[str, Any], Any]] = {}
"""Schema and example of what is sent to each operation that takes a body."""

SECURITY: dict[str, str] = {}
"""Which key each operation asks for: a name among todoke.api.people.document.SCHEMES."""
