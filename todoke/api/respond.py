"""Answering over HTTP: bodies in, JSON out, with what browsers and caches need to know (応答)."""

import hashlib
import logging
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any, TypeAlias

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from todoke.api import strict_json
from todoke.api.problems import MEDIA_TYPE, Problem, ProblemError, at, encoded

View: TypeAlias = Callable[..., HttpResponseBase]

MOST_BYTES = 256 * 1024
_KEPT = "public, max-age=300"

_logger = logging.getLogger(__name__)
_METHODS = "GET, HEAD, OPTIONS, POST"
_OPEN_TO_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Location, Retry-After, X-Request-ID",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_PREFLIGHT = {
    "Allow": _METHODS,
    "Access-Control-Allow-Methods": "GET, HEAD, POST",
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match, If-Modified-Since, X-Consumer",
    "Access-Control-Max-Age": "86400",
}


def guarded(view: View) -> View:
    """Return a view that answers preflights and HEAD, turns every error into a problem, and is open to all sites.

    Nothing of the request is logged; an unforeseen error is logged by its type and place alone.
    """

    @wraps(view)
    def respond(request: HttpRequest, *positional: Any, **named: Any) -> HttpResponseBase:
        response: HttpResponseBase
        if request.method == "OPTIONS":
            response = HttpResponse(status=204, headers=_PREFLIGHT)
        else:
            response = _answered(view, request, *positional, **named)
        for name, content in _OPEN_TO_ALL.items():
            response.headers[name] = content
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Content-Language", "ja")
        return response

    respond.csrf_exempt = True  # type: ignore[attr-defined]
    return respond


def _answered(view: View, request: HttpRequest, *positional: Any, **named: Any) -> HttpResponseBase:
    response: HttpResponseBase
    is_head = request.method == "HEAD"
    if is_head:
        request.method = "GET"
    try:
        response = view(request, *positional, **named)
    except ProblemError as error:
        response = problem_response(error.problem, retry_after=error.retry_after)
    except Exception as error:
        # Without its message, which may quote an answer, however the log is written.
        _logger.error("api_error", extra={"error": type(error).__name__, "at": _places(error)})
        response = problem_response(ProblemError("internal-error").problem)
    if response.status_code == 405:
        allowed = response.headers.get("Allow", "GET")
        methods = [
            *(["GET", "HEAD"] if "GET" in allowed else []),
            *(["POST"] if "POST" in allowed else []),
            "OPTIONS",
        ]
        response = problem_response(ProblemError("method-not-allowed").problem)
        response.headers["Allow"] = ", ".join(methods)
    if is_head:
        request.method = "HEAD"
        response = _without_body(response)
    return response


def _without_body(response: HttpResponseBase) -> HttpResponse:
    """Return the answer to HEAD: every header of the answer to GET, and nothing else."""
    length = response.headers.get("Content-Length")
    if length is None and isinstance(response, HttpResponse):
        length = str(len(response.content))
    bare = HttpResponse(status=response.status_code, headers=dict(response.headers.items()))
    if length is not None:
        bare.headers["Content-Length"] = length
    # Closing the answer itself would tell Django that the request is over; its file goes with the bare one.
    vars(bare)["_resource_closers"] = vars(response)["_resource_closers"]
    return bare


def _places(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames))


def problem_response(problem: Problem, *, retry_after: int | None = None) -> HttpResponse:
    """Return a problem as a response."""
    response = HttpResponse(encoded(problem), status=problem["status"], content_type=MEDIA_TYPE)
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    if response.status_code == 401:
        # RFC 9110 15.5.2: the answer says what kind of key is asked for.
        response.headers["WWW-Authenticate"] = 'Bearer realm="todoke"'
    return response


def json_response(body: Any) -> HttpResponse:
    """Return a body as a response that no cache keeps."""
    return HttpResponse(encoded(body), content_type="application/json", headers={"Cache-Control": "no-store"})


def catalog_response(
    request: HttpRequest, body: bytes, *, changed_at: datetime, kind: str, caching: str = _KEPT
) -> HttpResponse:
    """Return what everybody may read and keep, or 304 where the reader has it already."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    changed = int(changed_at.timestamp())
    response = HttpResponse(body, content_type=kind)
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(changed)
    response.headers["Cache-Control"] = caching
    conditional = get_conditional_response(request, etag=etag, last_modified=changed, response=response)
    assert isinstance(conditional, HttpResponse)
    conditional.headers["Cache-Control"] = caching
    return conditional


def body_of(request: HttpRequest) -> Any:
    """Return the body of a request as JSON; raises ProblemError."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not str(length).isdecimal() or int(length) > MOST_BYTES:
        raise ProblemError("body-too-large")
    encoding = request.headers.get("Content-Encoding", "identity")
    charset = (request.content_params or {}).get("charset", "utf-8")
    if (
        request.content_type != "application/json"
        or encoding != "identity"
        or charset.lower().strip('"') not in ("utf-8", "utf8")
    ):
        raise ProblemError("unsupported-media-type")
    try:
        return strict_json.parse(request.body)
    except strict_json.JsonError as error:
        raise ProblemError("malformed-json", str(error)) from None
    except strict_json.IndividualNumberError as error:
        raise ProblemError("individual-number", errors=at(error.wrong)) from None
    except strict_json.RefusedError as error:
        raise ProblemError("invalid-request", errors=at(error.wrong)) from None


def newest(instants: list[float]) -> datetime:
    """Return the newest of some POSIX instants, to the whole second."""
    return datetime.fromtimestamp(int(max(instants, default=0)), UTC)
