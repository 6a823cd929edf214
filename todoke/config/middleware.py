"""What happens to every request: a line in the log without personal data, and protective headers."""

import logging
import secrets
import time
from collections.abc import Callable
from typing import TypeAlias

from django.http import HttpRequest, HttpResponse

from todoke.config.logs import request_id

Handler: TypeAlias = Callable[[HttpRequest], HttpResponse]

_logger = logging.getLogger("todoke.request")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def log_requests(get_response: Handler) -> Handler:
    """Return a handler that logs each request by its route's name, never by its path or query."""

    def respond(request: HttpRequest) -> HttpResponse:
        identifier = secrets.token_hex(8)
        token = request_id.set(identifier)
        began = time.perf_counter()
        try:
            response = get_response(request)
            match = request.resolver_match
            _logger.info(
                "request",
                extra={
                    "method": request.method if request.method in _METHODS else "OTHER",
                    "route": match.view_name if match else None,
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - began) * 1000, 1),
                },
            )
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = identifier
        return response

    return respond


def protect_responses(get_response: Handler) -> Handler:
    """Return a handler that adds security headers and keeps pages that read answers out of every cache."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, content in _HEADERS.items():
            response.headers.setdefault(name, content)
        session = getattr(request, "session", None)
        if session is not None and session.accessed:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return respond
