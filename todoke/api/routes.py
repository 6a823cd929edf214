"""The operations of the public API v1, each one question to the rulebook or its catalogs (公開APIの入口)."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError

from todoke.api import catalog, problems, wire
from todoke.api.asking import explained, only, refuse_my_number
from todoke.api.checking import check, read_request
from todoke.api.people.routes import router as people
from todoke.api.problems import ErrorAt, ProblemError
from todoke.api.registry.routes import router, sandbox
from todoke.api.respond import body_of, catalog_response, json_response, newest, problem_response
from todoke.apps.registry.queries.rulebook import rulebook, rules_folder
from todoke.apps.registry.queries.sheets import current_sheets
from todoke.base import clock
from todoke.rules.rulebook import Rulebook

JSON = "application/json"

api = NinjaAPI(
    title="todoke API",
    version="1",
    description="東京の制度と手続のレジストリを読み、受けられる公的な支援を世帯の状況から判定します。"
    "判定は状態を持たず、送られた内容は保存も記録もしません。登録も鍵もいりません。",
    openapi_url=None,
    docs_url=None,
    urls_namespace="api-v1",
    servers=[{"url": "/", "description": "このサーバー"}],
)


@lru_cache(maxsize=4)
def changed_at(book: Rulebook, folder: Path) -> datetime:
    """Return since when the rules in force have been so: recorded in the database, or written to files."""
    if folder == Path(settings.DATA_DIR):
        return newest([path.stat().st_mtime for path in folder.rglob("*") if path.is_file()])
    sheets = current_sheets().values()
    return newest([sheet.recorded_at.timestamp() for sheet in sheets])


def answer_catalog(request: HttpRequest, body: Any, kind: str = JSON) -> HttpResponse:
    """Return a catalog with its validators."""
    content = body if isinstance(body, bytes) else problems.encoded(body)
    changed = changed_at(rulebook(), rules_folder())
    return catalog_response(request, content, changed_at=changed, kind=kind)


@api.post("/check", response=wire.CheckResult, summary="世帯が受けられる制度を判定する", tags=["判定"])
def check_household(request: HttpRequest) -> HttpResponse:
    """世帯と日を送ると、制度ごとの判定を理由・金額・決め手とともに返します。同じ世帯と日には同じ答えを返します。"""
    only(request)
    asked = read_request(body_of(request))
    return json_response(check(rulebook(), asked, today=clock.today()))


@api.get("/programs", response=wire.ProgramPage, summary="制度の一覧", tags=["制度"])
def list_programs(request: HttpRequest, wanted: Query[wire.ProgramQuery]) -> HttpResponse:
    """分野・ライフイベント・言葉・区市町村で絞りこめます。続きは next を cursor に渡します。"""
    only(request, *wire.ProgramQuery.model_fields)
    for value in request.GET.values():
        refuse_my_number(str(value))
    return answer_catalog(request, catalog.page_of(rulebook().content, wanted))


@api.get("/programs/{program_id}", response=wire.ProgramOut, summary="一つの制度", tags=["制度"])
def get_program(request: HttpRequest, program_id: str, wanted: Query[wire.LanguageQuery]) -> HttpResponse:
    """すべての版の規則を、データ(構文木)と文章で返します。金額の式、書類、申請先、根拠も含みます。"""
    only(request, "language")
    return answer_catalog(request, catalog.program_of(rulebook().content, program_id, wanted.language))


@api.get("/facts", response=wire.FactList, summary="属性辞書", tags=["属性"])
def list_facts(request: HttpRequest) -> HttpResponse:
    """世帯について書ける項目のすべてです。"""
    only(request)
    return answer_catalog(request, {"facts": catalog.facts_of(rulebook().content)})


@api.get("/facts/{fact_id}", response=wire.FactOut, summary="一つの属性", tags=["属性"])
def get_fact(request: HttpRequest, fact_id: str) -> HttpResponse:
    """項目の型、とりうる値、尋ね方、配慮区分を返します。"""
    only(request)
    return answer_catalog(request, catalog.fact_of(rulebook().content, fact_id))


@api.get("/municipalities", response=wire.MunicipalityList, summary="62区市町村", tags=["区市町村"])
def list_municipalities(request: HttpRequest) -> HttpResponse:
    """コード・名前・法人番号・公式サイトを返します。"""
    only(request)
    return answer_catalog(request, {"municipalities": catalog.municipalities_of(rulebook().content)})


@api.get("/problems", response=list[problems.ProblemKind], summary="エラーの種類", tags=["エラー"])
def list_problems(request: HttpRequest) -> HttpResponse:
    """エラーの種類と直し方の一覧です。"""
    only(request)
    return answer_catalog(request, [problems.explained(kind) for kind in problems.KINDS.values()])


@api.get("/problems/{kind}", response=problems.ProblemKind, summary="エラーの説明", tags=["エラー"])
def explain_problem(request: HttpRequest, kind: str) -> HttpResponse:
    """エラーの type が指す説明です。"""
    only(request)
    if kind not in problems.KINDS:
        raise ProblemError("not-found")
    return answer_catalog(request, problems.explained(problems.KINDS[kind]))


api.add_router("", router)
api.add_router("/sandbox", sandbox)
api.add_router("", people)


@api.exception_handler(ProblemError)
def _show_problem(request: HttpRequest, error: ProblemError) -> HttpResponse:
    return problem_response(error.problem, retry_after=error.retry_after)


@api.exception_handler(ValidationError)
def _show_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    wrong: list[ErrorAt] = [
        {"parameter": str(detail["loc"][-1]), "detail": explained(detail)} for detail in error.errors
    ]
    return problem_response(ProblemError("invalid-request", errors=wrong).problem)


@api.exception_handler(Exception)
def _raise_on(request: HttpRequest, error: Exception) -> HttpResponse:
    """Leave the unforeseen to the guard around every view, which knows how to log it."""
    raise error
