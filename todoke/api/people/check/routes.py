"""The operations: whether a notice is ours (お知らせの確かめ), asked by anybody."""

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from typing_extensions import TypedDict

from todoke.api.asking import only
from todoke.api.problems import ProblemError
from todoke.api.respond import json_response
from todoke.apps.belief.checking import check
from todoke.apps.belief.limits import CHECKS, TooOftenError, sender_of
from todoke.base import clock

router = Router(tags=["お知らせ"])


class CheckedOut(TypedDict):
    """Three facts about a code, or that it is none of ours."""

    answer: Literal["ours", "withdrawn", "not_ours", "mistyped"]
    office: str | None
    sent_on: str | None
    channels: list[Literal["mail", "push", "letter", "app"]]


@router.get(
    "/check/{code}",
    operation_id="check_notice",
    url_name="check_notice",
    summary="お知らせが本物か確かめる",
    response=CheckedOut,
)
def check_notice(request: HttpRequest, code: str) -> HttpResponse:
    """確認コード(11文字)から、どの団体がいつ、どの届け方で送ったかだけを返します。

    ours は送ったもの、withdrawn は送ったあと取り消したもの、not_ours は todoke が送ったものではないもの、mistyped は
    文字の打ちまちがいです。だれに何を送ったかは返しません。同じ送り手からは10分に30回までです。
    """
    only(request)
    try:
        CHECKS.count(sender_of(request))
    except TooOftenError as error:
        raise ProblemError("too-many-requests", retry_after=error.wait) from None
    found = check(code, at=clock.now())
    told: CheckedOut = {
        "answer": found.answer,
        "office": found.office or None,
        "sent_on": None if found.sent_on is None else found.sent_on.isoformat(),
        "channels": [channel.value for channel in found.channels],
    }
    response = json_response(told)
    response.headers["Cache-Control"] = "no-store"
    return response
