"""The operations of the registry: the reads over real and over synthetic records alike, corrections, bulk files."""

import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from ninja import Query, Router

from todoke.api.asking import only, refuse_my_number
from todoke.api.problems import encoded
from todoke.api.registry import asked, bulk, catalogs, corrections, feed, records, wire
from todoke.api.registry.answers import ASK_AGAIN, answer, send
from todoke.api.respond import body_of, newest
from todoke.apps.registry.models import Record
from todoke.base import clock

_QUALITY_IS_KEPT = 600
"""Seconds: measuring quality reads every record."""


def _add_reads(router: Router, *, synthetic: bool) -> None:
    """Add the operations that read records; the sandbox has the same ones over synthetic records alone."""
    prefix = "sandbox_" if synthetic else ""
    also = "(サンドボックス)" if synthetic else ""

    def named(name: str, summary: str, response: Any) -> dict[str, Any]:
        return {
            "operation_id": prefix + name,
            "url_name": prefix + name,
            "summary": summary + also,
            "response": response,
            "tags": ["サンドボックス" if synthetic else "レジストリ"],
        }

    def found(request: HttpRequest, name: str, operation: str) -> Record | HttpResponse:
        """Return the record, or the way to its one address."""
        record = records.record_named(name, synthetic=synthetic)
        if name == record.slug:
            return record
        query = request.META.get("QUERY_STRING", "")
        address = reverse(f"api-v1:{prefix}{operation}", args=[record.slug])
        return HttpResponsePermanentRedirect(address + (f"?{query}" if query else ""))

    @router.get("/records", **named("list_records", "登録の一覧", wire.RecordPage))
    def list_records(request: HttpRequest, wanted: Query[asked.RecordQuery]) -> HttpResponse:
        """制度と手続の登録を、種類・区域・団体・分野などで絞りこみます。続きは next を cursor に渡します。

        途中で登録が増えたり変わったりしても、同じ登録が二度出ることや抜けることはありません(q で探すときを除く)。
        Accept: application/ld+json なら CPSV-AP の形で返します。
        """
        only(request, *asked.RecordQuery.model_fields)
        refuse_my_number(wanted.q)
        return answer(request, records.page(wanted, synthetic=synthetic, today=clock.today()))

    @router.get(
        "/records/{path:number}/versions", **named("list_versions", "登録の移り変わり", wire.RecordHistoryOut)
    )
    def list_versions(request: HttpRequest, number: str, wanted: Query[asked.KnownQuery]) -> HttpResponse:
        """いつからいつまで何が効力を持つか(in_force)と、これまでに記録したすべての版(recorded、新しい順)を返します。"""
        only(request, *asked.KnownQuery.model_fields)
        record = found(request, number, "list_versions")
        if isinstance(record, HttpResponse):
            return record
        return answer(request, records.history_of(record, wanted.known_at))

    @router.get(
        "/records/{path:number}/family", **named("get_family", "同じ制度の各団体の版", wire.FamilyOut)
    )
    def get_family(request: HttpRequest, number: str) -> HttpResponse:
        """元の制度・手続と、それを受けた区市町村などの版の一覧です。"""
        only(request)
        record = found(request, number, "get_family")
        if isinstance(record, HttpResponse):
            return record
        return answer(request, records.family(record, synthetic=synthetic))

    @router.get("/records/{path:number}", **named("get_record", "一つの登録", wire.RecordOut))
    def get_record(request: HttpRequest, number: str, wanted: Query[asked.AsOfQuery]) -> HttpResponse:
        """恒久番号(印刷された形でもアドレスの形でもよい)、別名、悉皆調査の手続IDで引きます。

        正しいアドレスでなければ 301 で案内します。on で施行日の時点、known_at で知られていた時点を指定できます。
        終わった登録も state: retired として答えます。Accept: application/ld+json なら CPSV-AP の形で返します。
        """
        only(request, *asked.AsOfQuery.model_fields)
        record = found(request, number, "get_record")
        if isinstance(record, HttpResponse):
            return record
        return answer(request, records.record_as_of(record, wanted, today=clock.today()))

    @router.get("/changes", **named("list_changes", "変更の知らせ", wire.ChangePage))
    def list_changes(request: HttpRequest, wanted: Query[asked.ChangeQuery]) -> HttpResponse:
        """この位置(after)より後の変更を、古い順に返します。

        答えの next を保存して次の after に渡せば、どの変更もちょうど一度ずつ受け取れます。変更がなければ changes は
        空で、next は after と同じです。next が head と同じなら追いついています。
        """
        only(request, *asked.ChangeQuery.model_fields)
        return answer(request, feed.changes(wanted, synthetic=synthetic), caching=ASK_AGAIN)


router = Router()
sandbox = Router()
_add_reads(sandbox, synthetic=True)


@router.post(
    "/records/{path:number}/corrections",
    response={202: wire.CorrectionResult},
    operation_id="record_correction",
    url_name="record_correction",
    summary="まちがいを知らせる",
    tags=["レジストリ"],
)
def post_correction(request: HttpRequest, number: str) -> HttpResponse:
    """登録のまちがいを、アカウントなしで知らせます。職員が確かめるまで登録は変わりません。マイナンバーは受け取りません。"""
    only(request)
    body = body_of(request)
    record = records.record_named(number, synthetic=False)
    answered = encoded(corrections.receive(request, record, body))
    return HttpResponse(answered, status=202, content_type="application/json")


_add_reads(router, synthetic=False)


@router.get("/taxonomy/life-events", response=wire.LifeEventList, summary="ライフイベント", tags=["体系"])
def list_life_events(request: HttpRequest) -> HttpResponse:
    """ライフイベントと、そのときにすることを順番に返します。

    sensitive が true のものは、静かに示し、こちらから送らないでください。
    """
    only(request)
    events = [catalogs.life_event(each) for each in catalogs.taxonomy().life_events.values()]
    return send(request, {"life_events": events}, _files_changed())


@router.get(
    "/taxonomy/{scheme}",
    response=wire.TermList,
    summary="分野・対象者・種類・メニューのコード",
    tags=["体系"],
)
def list_terms(request: HttpRequest, scheme: wire.SchemeName) -> HttpResponse:
    """コードと名前の一覧です: categories 分野、targets 対象者、contents 種類、menus ユニバーサルメニュー。"""
    only(request)
    return send(request, {"terms": catalogs.terms(getattr(catalogs.taxonomy(), scheme))}, _files_changed())


@router.get("/bodies", response=wire.BodyList, summary="登録を保つ団体", tags=["レジストリ"])
def list_bodies(request: HttpRequest) -> HttpResponse:
    """国・都・区市町村の団体と、それぞれが公開している登録の数です。"""
    only(request)
    return send(request, catalogs.bodies(synthetic=False), records.newest(False))


@router.get("/quality", response=wire.QualityList, summary="登録の質", tags=["レジストリ"])
def list_quality(request: HttpRequest) -> HttpResponse:
    """団体ごとの点数(0から100)と、その内訳です。登録を直すと上がります。数分ごとに計算し直します。"""
    only(request)
    on = clock.today()
    moment = int(time.time()) // _QUALITY_IS_KEPT
    body = {"on": on.isoformat(), "bodies": list(catalogs.quality(on, moment))}
    return send(request, body, newest([moment * _QUALITY_IS_KEPT]))


@router.get("/digital", response=wire.DigitalList, summary="デジタル化の進み具合", tags=["レジストリ"])
def list_digital_rates(request: HttpRequest, wanted: Query[asked.ScopeQuery]) -> HttpResponse:
    """オンラインでできる手続の数と分母、できないものの理由です。率には必ず具体例を添えます。"""
    only(request, *asked.ScopeQuery.model_fields)
    return send(request, catalogs.digital(wanted.scope, on=clock.today()), records.newest(False))


@router.get("/bulk", response=wire.BulkList, summary="一括ダウンロードのファイル", tags=["オープンデータ"])
def list_bulk_files(request: HttpRequest) -> HttpResponse:
    """夜ごとに作るファイルの一覧です。position から先の変更は /changes?after=position で受け取れます。"""
    only(request)
    manifest = bulk.current()
    return send(request, bulk.listed(manifest), bulk.changed_at(manifest))


@router.get("/bulk/{file}", summary="一つのファイル", tags=["オープンデータ"])
def get_bulk_file(request: HttpRequest, file: str) -> HttpResponseBase:
    """/bulk にある名前のファイルです。中身が同じなら ETag も同じです。"""
    only(request)
    return bulk.send_file(request, file)


def _files_changed() -> Any:
    folder = settings.BASE_DIR / "data" / "taxonomy"
    return newest([path.stat().st_mtime for path in folder.glob("*.yaml")])
