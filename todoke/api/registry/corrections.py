"""Corrections from anybody, without an account (まちがいの知らせ)."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from pydantic import ValidationError

from todoke.api import strict_json
from todoke.api.problems import ErrorAt, ProblemError
from todoke.api.registry.limits import Limit, sender_of
from todoke.api.registry.wire import CorrectionRequest, CorrectionResult
from todoke.apps.registry.actions.corrections import record_correction
from todoke.apps.registry.models import Need, Record, Task
from todoke.base import clock

MOST_OPEN = 100
LIMIT = Limit(most=10, seconds=10 * 60)
_EXPLANATION = (
    "受け取りました。登録を保つ団体の職員が確かめて、必要なら登録を直します。"
    "だれから届いたかは残していません。"
)
_WRONG = {
    "words": "どこが、どうちがうかを、1文字以上1000文字までの文で書いてください",
    "source_url": "http:// か https:// から始まる500文字までのアドレスにするか、null にしてください",
}


def receive(request: HttpRequest, record: Record, body: Any) -> CorrectionResult:
    """Keep what somebody says is wrong; raises ProblemError."""
    asked = _read(body)
    if Task.objects.filter(record=record, need=Need.OUTSIDER, settled_at=None).count() >= MOST_OPEN:
        raise ProblemError(
            "too-many-requests",
            "この登録には、まだ確かめていない知らせがたくさんあります",
            retry_after=24 * 60 * 60,
        )
    LIMIT.count(sender_of(request))
    record_correction(record=record, words=asked.words, source_url=asked.source_url or "", at=clock.now())
    return received(record.number)


def received(number: str) -> CorrectionResult:
    """Return the thanks, which say the same whether or not somebody said it before."""
    return {"number": number, "received": True, "explanation": _EXPLANATION}


def _read(body: Any) -> CorrectionRequest:
    if not isinstance(body, dict):
        raise ProblemError(
            "invalid-request", errors=[{"pointer": "", "detail": "words を持つオブジェクトにしてください"}]
        )
    wrong: list[ErrorAt] = [
        {
            "pointer": strict_json.pointer([str(name)[:40]]),
            "detail": f"知らない項目です。使えるのは {'、'.join(CorrectionRequest.model_fields)} です",
        }
        for name in body
        if name not in CorrectionRequest.model_fields
    ]
    if isinstance(body.get("words"), str):
        body = {**body, "words": body["words"].strip()}
    try:
        asked = CorrectionRequest.model_validate(body, strict=True)
    except ValidationError as error:
        places = dict.fromkeys(str(each["loc"][0]) for each in error.errors())
        wrong += [{"pointer": f"/{place}", "detail": _WRONG[place]} for place in places]
    else:
        if asked.source_url and not _is_page(asked.source_url):
            wrong.append({"pointer": "/source_url", "detail": _WRONG["source_url"]})
    if wrong:
        raise ProblemError("invalid-request", errors=wrong)
    return asked


def _is_page(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "")
