"""The operations: what a person may ask about the use of their own data (利用の記録)."""

from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query, Router

from todoke.api.asking import only
from todoke.api.people.keys import key_holder, with_key
from todoke.api.people.me import wire
from todoke.api.respond import json_response
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.consent.domain.purposes import Purpose
from todoke.apps.consent.domain.words import PURPOSES, action_words
from todoke.apps.consent.models import AccessEntry
from todoke.apps.consent.queries.record import references, usage_period, usages
from todoke.base import clock
from todoke.base.clock import JST

router = Router(tags=["本人"])


@router.get(
    "/usages",
    operation_id="list_my_usages",
    url_name="list_my_usages",
    summary="わたしの情報を見た記録",
    response=wire.UsagesOut,
)
@with_key
def list_my_usages(request: HttpRequest, wanted: Query[wire.UsageQuery]) -> HttpResponse:
    """だれが、いつ、何のために、どの項目を、どんな根拠で使ったかを、新しい順に返します。値は返しません。

    続きがあるときは Link ヘッダー(rel="next")にそのアドレスがあります。同意が根拠のときの consentReference は、
    その同意の番号です。
    """
    only(request, *wire.UsageQuery.model_fields)
    at = clock.now()
    with key_holder(request, Verb.SEE_LOG) as person:
        found = (
            [] if person is None else usages(person.pk, at=at, offset=wanted.offset, limit=wanted.limit + 1)
        )
        known = references(one.consent_id for one in found)
    body: wire.UsagesOut = {"usages": [_told(one, known) for one in found[: wanted.limit]]}
    response = json_response(body)
    if len(found) > wanted.limit:
        asked = urlencode({"offset": wanted.offset + wanted.limit, "limit": wanted.limit})
        response.headers["Link"] = f'<{reverse("api-v1:list_my_usages")}?{asked}>; rel="next"'
    return response


@router.get(
    "/usage-period",
    operation_id="get_my_usage_period",
    url_name="get_my_usage_period",
    summary="記録のある期間",
    response=wire.UsagePeriodOut,
)
@with_key
def get_my_usage_period(request: HttpRequest) -> HttpResponse:
    """最初の記録と最後の記録の時刻です。まだだれも見ていなければ、どちらも null です。"""
    only(request)
    with key_holder(request, Verb.SEE_LOG) as person:
        period = None if person is None else usage_period(person.pk, at=clock.now())
    first, last = period or (None, None)
    body: wire.UsagePeriodOut = {"from": _moment(first), "to": _moment(last)}
    return json_response(body)


@router.get(
    "/heartbeat",
    operation_id="get_my_heartbeat",
    url_name="get_my_heartbeat",
    summary="動いているか確かめる",
    response=wire.HeartbeatOut,
)
@with_key
def get_my_heartbeat(request: HttpRequest) -> HttpResponse:
    """サービスが答え、鍵が使えることを確かめます。"""
    only(request)
    with key_holder(request, Verb.SEE_LOG):
        body: wire.HeartbeatOut = {"status": "ok"}
    return json_response(body)


def _told(one: AccessEntry, known: dict[int, str]) -> wire.UsageOut:
    return {
        "logTime": one.at.astimezone(JST).isoformat(),
        "action": action_words(one.action),
        "receiver": one.receiver_name,
        "purpose": PURPOSES[Purpose(one.purpose)] if one.purpose in PURPOSES else None,
        "legalBasis": one.basis,  # type: ignore[typeddict-item]
        "consentReference": None if one.consent_id is None else known.get(one.consent_id),
        "bulkProcessing": one.bulk,
        "items": list(one.items),
    }


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(JST).isoformat()
