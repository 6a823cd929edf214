"""What the OpenAPI document says of these operations beyond their types (仕様書の補い)."""

from typing import Any

PROBLEMS: dict[str, tuple[str, ...]] = {}
"""The kinds of problem of each operation, by its address below /api/v1."""

EXAMPLES: dict[str, Any] = {}
"""An answer of each operation."""

BODIES: dict[str, tuple[dict[str, Any], Any]] = {}
"""Schema and example of what is sent to each operation that takes a body."""

SECURITY: dict[str, str] = {}
"""Which key each operation asks for: a name among todoke.api.people.document.SCHEMES."""
