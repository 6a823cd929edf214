"""The stored document of the API, and whether an answer is what it says."""

import json
from pathlib import Path
from typing import Any

from tests.contract.json_schema import Validator

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = json.loads((ROOT / "docs" / "reference" / "openapi.json").read_text())
VALIDATOR = Validator(DOCUMENT)


def documented(path: str, method: str, status: int) -> dict[str, Any]:
    """Return what the document says of an answer."""
    response = DOCUMENT["paths"][path][method]["responses"][str(status)]
    found: dict[str, Any] = VALIDATOR.resolve(response["$ref"]) if "$ref" in response else response
    return found


def assert_conforms(response: Any, path: str, method: str) -> None:
    """Assert that the answer has the documented form."""
    content = documented(path, method, response.status_code)["content"][response["Content-Type"]]
    assert list(VALIDATOR.errors(response.json(), content["schema"])) == []
