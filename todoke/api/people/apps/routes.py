"""The operations: what private apps may ask (民間アプリ)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from todoke.api.asking import only
from todoke.api.people.apps import answers, wire
from todoke.api.people.apps.asked import (
    NEW,
    WRONG_NUMBERS,
    app_of,
    once_of,
    read_subscription,
    same_words,
    subscription_of,
)
from todoke.api.problems import ProblemError
from todoke.api.respond import body_of, json_response
from todoke.base import clock

router = Router(tags=["アプリ"])


@router.get(
    "/terms",
    operation_id="app_terms",
    url_name="app_terms",
    summary="本人に見せる同意の文",
    response=wire.Terms,
)
def show_terms(request: HttpRequest) -> HttpResponse:
    """購読を始める前に、この文を本人に見せて同意を得ます。鍵はいりません。"""
    only(request)
    return json_response(answers.terms())


@router.post(
    "/subscriptions",
    operation_id="begin_subscription",
    url_name="begin_subscription",
    summary="購読を始める",
    response={201: wire.SubscriptionOut},
)
def begin_subscription(request: HttpRequest) -> HttpResponse:
    """お子さんの生まれた月と区市町村で購読を始めます。名前も生まれた日もいりません。

    key はこの答えでだけ見せます。Idempotency-Key を付けると、同じ依頼を何度送っても購読は一つで、答えも同じです。
    本人がマイページで受け取った番号(connection)でも始められ、そのときは本人がマイページでいつでもやめられます。
    """
    only(request)
    app = app_of(request)
    once = once_of(request)
    body = body_of(request)
    asked, born = read_subscription(body, today=clock.today())
    NEW.count(f"app:{app.pk}")
    found = answers.begin(app, asked, born, once=once, said=same_words(body), at=clock.now())
    if found is None:
        WRONG_NUMBERS.count(f"app:{app.pk}")
        detail = (
            "この番号は使えません。10分が過ぎたか、使い終わったか、打ちまちがいです。"
            "本人に新しい番号を作ってもらってください"
        )
        raise ProblemError("invalid-request", errors=[{"pointer": "/connection", "detail": detail}])
    response = json_response(answers.begun(found))
    response.status_code = 201
    return response


@router.get(
    "/subscriptions/{uuid:subscription_id}/programs",
    operation_id="programs_ahead",
    url_name="programs_ahead",
    summary="これから数か月の制度",
    response=wire.MonthsOut,
)
def list_programs_ahead(
    request: HttpRequest, subscription_id: UUID, wanted: Query[wire.ProgramsQuery]
) -> HttpResponse:
    """今月と、そのあと months か月の、始まる・使える・終わる制度を月ごとに返します。

    送ってよいと決められた制度(子どもの年齢だけで決まるもの)だけです。生まれた日で変わるものは undetermined が true
    で、words も「早ければ」「かもしれません」と言います。本人の同意は、たずねるたびに確かめます。
    """
    only(request, *wire.ProgramsQuery.model_fields)
    found = subscription_of(request, subscription_id)
    return json_response(answers.months(found, ahead=wanted.months, at=clock.now()))


@router.post(
    "/subscriptions/{uuid:subscription_id}/end",
    operation_id="end_subscription",
    url_name="end_subscription",
    summary="購読をやめる",
    response={204: None},
)
def end_subscription(request: HttpRequest, subscription_id: UUID) -> HttpResponse:
    """購読をやめます。生まれた月はすぐに消します。何度呼んでも同じです。本文はいりません。"""
    only(request)
    answers.end(subscription_of(request, subscription_id), at=clock.now())
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})


@router.get(
    "/notices",
    operation_id="app_notices",
    url_name="app_notices",
    summary="合図を受け取る",
    response=wire.HintsOut,
)
def list_hints(request: HttpRequest, wanted: Query[wire.HintsQuery]) -> HttpResponse:
    """購読に新しいことがあるという合図です。どの団体の、どの種類の、どの確認コードのお知らせかだけを言います。

    next を次の after に渡すと、もれも重なりもなく続きを受け取れます。90日間残します。webhook でも同じ合図を送ります。
    """
    only(request, *wire.HintsQuery.model_fields)
    app = app_of(request)
    return json_response(answers.hints(app, after=wanted.after, limit=wanted.limit, at=clock.now()))
