"""What is asked in an address: nothing unknown is passed over, and every mistake is explained (検索条件)."""

from typing import Any

from django.http import HttpRequest

from todoke.api.problems import ErrorAt, ProblemError
from todoke.base.my_number import contains_my_number


def only(request: HttpRequest, *known: str) -> None:
    """Refuse parameters that the operation does not know; raises ProblemError."""
    wrong: list[ErrorAt] = [
        {
            "parameter": name[:40],
            "detail": f"知らない条件です。使えるのは {'、'.join(known) or 'ありません'} です",
        }
        for name in request.GET
        if name not in known
    ]
    if wrong:
        raise ProblemError("invalid-request", errors=wrong)


def refuse_my_number(text: str | None) -> None:
    """Refuse words that hold what may be an individual number; raises ProblemError."""
    if text is not None and contains_my_number(text):
        raise ProblemError("individual-number")


def explained(detail: dict[str, Any]) -> str:
    """Return in Japanese what is wrong with a parameter, from pydantic's account of it."""
    known = detail.get("ctx", {})
    match detail["type"]:
        case "enum" | "literal_error":
            return f"{known['expected'].replace(' or ', ', ')} のどれかにしてください"
        case "string_too_long":
            return f"{known['max_length']}文字までにしてください"
        case "greater_than_equal":
            return f"{known['ge']}以上の数にしてください"
        case "less_than_equal":
            return f"{known['le']}までの数にしてください"
        case "value_error":
            return str(detail["msg"]).removeprefix("Value error, ")
        case _:
            return "値の形が違います。/api/v1/docs の説明を確かめてください"
