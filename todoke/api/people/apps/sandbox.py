"""The same operations to try a program against, with nobody behind them and nothing kept (試し用).

No app need be registered. The key of a sandbox subscription says by itself what it is for; hints are invented, one an
hour, so that a reader of the list has something to read. Nobody is called: an address is the operator's to let in.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from django.core import signing
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from todoke.api.asking import only
from todoke.api.people.apps import answers, wire
from todoke.api.people.apps.asked import WRONG_KEYS, bearer, read_subscription
from todoke.api.problems import ProblemError
from todoke.api.registry.limits import Limit, sender_of
from todoke.api.respond import body_of, json_response
from todoke.apps.consent.domain.purposes import Purpose
from todoke.apps.consent.domain.texts import text_of
from todoke.apps.subscriptions.items import ITEMS
from todoke.apps.subscriptions.keys import SUBSCRIPTION
from todoke.base import clock
from todoke.rules.texts import Language

TRIES = Limit(most=60, seconds=10 * 60)
"""Of one sender: the answers are worked out for anybody who asks."""
_SALT = "apps.sandbox"
_SPACE = UUID("7a3f0c52-5c1d-4b58-9a1e-0d3c5b9a7e11")
_FIRST = datetime(2026, 1, 1, tzinfo=clock.JST)
_EVERY = timedelta(hours=1)
_KINDS = ("checkup-due", "deadline-near", "begins-soon", "ends-soon")
_CODE = "00000000000"

router = Router(tags=["試し用"])


@router.post(
    "/subscriptions",
    operation_id="sandbox_begin_subscription",
    url_name="sandbox_begin_subscription",
    summary="試しの購読を始める",
    response={201: wire.SubscriptionOut},
)
def begin(request: HttpRequest) -> HttpResponse:
    """登録も鍵もなしに、/apps/subscriptions と同じ依頼を試せます。何も保存しません。

    webhook と connection は使えません。
    """
    only(request)
    TRIES.count(sender_of(request))
    asked, born = read_subscription(body_of(request), today=clock.today())
    answers.check_words(asked)
    if born is None or asked.channel == "webhook":
        where = "/connection" if born is None else "/channel"
        detail = "試し用では使えません。月と区市町村、channel は poll で試してください"
        raise ProblemError("invalid-request", errors=[{"pointer": where, "detail": detail}])
    area = answers.municipality_of(asked.municipality or "").pk
    said = {"a": area, "b": born[0].isoformat(), "c": born[1].isoformat(), "l": asked.language}
    key = SUBSCRIPTION + signing.dumps(said, salt=_SALT)
    told = text_of(Purpose.APP)
    body: wire.SubscriptionOut = {
        "id": str(uuid5(_SPACE, key)),
        "key": key,
        "channel": "poll",
        "language": asked.language,
        "consent": {
            "items": list(ITEMS),
            "purpose": "app",
            "version": told.version,
            "until": told.until(clock.today()).isoformat(),
        },
    }
    response = json_response(body)
    response.status_code = 201
    return response


@router.get(
    "/subscriptions/{uuid:subscription_id}/programs",
    operation_id="sandbox_programs_ahead",
    url_name="sandbox_programs_ahead",
    summary="試しの購読の、これから数か月の制度",
    response=wire.MonthsOut,
)
def list_programs_ahead(
    request: HttpRequest, subscription_id: UUID, wanted: Query[wire.ProgramsQuery]
) -> HttpResponse:
    """/apps/subscriptions の programs と同じ形で、いまの規則から答えます。"""
    only(request, *wire.ProgramsQuery.model_fields)
    area, born, language = _read(request, subscription_id)
    on = clock.today()
    until = text_of(Purpose.APP).until(on)
    found = answers.shown(area, born, language, wanted.months, agreed_on=on, until=until, at=clock.now())
    return json_response(found)


@router.post(
    "/subscriptions/{uuid:subscription_id}/end",
    operation_id="sandbox_end_subscription",
    url_name="sandbox_end_subscription",
    summary="試しの購読をやめる",
    response={204: None},
)
def end(request: HttpRequest, subscription_id: UUID) -> HttpResponse:
    """やめたことにします。何も保存していないので、鍵はそのまま読めます。"""
    only(request)
    _read(request, subscription_id)
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})


@router.get(
    "/notices",
    operation_id="sandbox_app_notices",
    url_name="sandbox_app_notices",
    summary="試しの合図を受け取る",
    response=wire.HintsOut,
)
def list_hints(request: HttpRequest, wanted: Query[wire.HintsQuery]) -> HttpResponse:
    """作りものの合図が1時間に1つふえます。確認コードは本物ではありません。"""
    only(request, *wire.HintsQuery.model_fields)
    TRIES.count(sender_of(request))
    head = (clock.now() - _FIRST) // _EVERY
    oldest = head - timedelta(days=90) // _EVERY
    first = max(wanted.after, oldest) + 1
    found: list[wire.HintOut] = [
        {
            "position": position,
            "subscription": str(_SPACE),
            "kind": _KINDS[position % len(_KINDS)],
            "code": _CODE,
            "office": "(例)調布市",
            "on": (_FIRST + position * _EVERY).date().isoformat(),
        }
        for position in range(first, min(head, first + wanted.limit - 1) + 1)
    ]
    body: wire.HintsOut = {"notices": found, "next": found[-1]["position"] if found else wanted.after}
    return json_response(body)


def _read(request: HttpRequest, row: UUID) -> tuple[str, tuple[date, date], Language]:
    """Return what a sandbox key says; raises ProblemError."""
    TRIES.count(sender_of(request))
    key = bearer(request)
    try:
        if not key.startswith(SUBSCRIPTION) or str(uuid5(_SPACE, key)) != str(row):
            raise signing.BadSignature
        said = signing.loads(key.removeprefix(SUBSCRIPTION), salt=_SALT)
    except signing.BadSignature:
        WRONG_KEYS.count(sender_of(request))
        raise ProblemError("not-signed-in") from None
    return said["a"], (date.fromisoformat(said["b"]), date.fromisoformat(said["c"])), said["l"]
