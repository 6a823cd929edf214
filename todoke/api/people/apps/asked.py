"""Who asks with which key, and what the body of a subscription says (依頼の読み取り)."""

from __future__ import annotations

import calendar
import json
import re
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from pydantic import ValidationError

from todoke.api import strict_json
from todoke.api.people.apps.wire import SubscriptionRequest
from todoke.api.problems import ErrorAt, ProblemError
from todoke.api.registry.limits import Limit, sender_of
from todoke.apps.channels.models import PrivateApp
from todoke.apps.subscriptions.models import Subscription
from todoke.apps.subscriptions.queries.subscriptions import find_app, find_subscription

WRONG_KEYS = Limit(most=30, seconds=10 * 60)
"""Of one sender."""
OF_APP = Limit(most=600, seconds=60)
"""Of one app, all operations together."""
NEW = Limit(most=300, seconds=60 * 60)
"""New subscriptions of one app."""
WRONG_NUMBERS = Limit(most=20, seconds=10 * 60)
"""Numbers of residents that are not good, of one app."""
OF_SUBSCRIPTION = Limit(most=60, seconds=60 * 60)

OLDEST_YEARS, MONTHS_AHEAD = 20, 10
_ONCE = re.compile(r"[\x21-\x7e]{8,200}", re.ASCII)
_WRONG = {
    "agreed_to": "本人に見せた同意の文の版を、数で書いてください(GET /api/v1/apps/terms の version)",
    "municipality": "6けたの団体コードを書いてください(/api/v1/municipalities にあります)",
    "child_born": "2026-10 の形の月を書いてください",
    "connection": "本人がマイページで受け取った番号を書いてください",
    "channel": "poll か webhook にしてください",
    "language": "ja、easy、en のどれかにしてください",
}


def app_of(request: HttpRequest) -> PrivateApp:
    """Return the app that asks; raises ProblemError."""
    found = find_app(bearer(request))
    if found is None:
        raise _unknown(request)
    OF_APP.count(f"app:{found.pk}")
    return found


def subscription_of(request: HttpRequest, row: UUID) -> Subscription:
    """Return the subscription whose key asks, also one that has ended; raises ProblemError."""
    found = find_subscription(bearer(request), row)
    if found is None:
        raise _unknown(request)
    OF_SUBSCRIPTION.count(f"subscription:{found.pk}")
    return found


def once_of(request: HttpRequest) -> str:
    """Return the Idempotency-Key, or "" where none was sent; raises ProblemError."""
    once = request.headers.get("Idempotency-Key", "")
    if once and not _ONCE.fullmatch(once):
        detail = "Idempotency-Key は、空白のない英数字・記号8〜200文字にしてください(例: UUID)"
        raise ProblemError("invalid-request", detail)
    return once


def read_subscription(body: Any, *, today: date) -> tuple[SubscriptionRequest, tuple[date, date] | None]:
    """Return what is asked and the days of the month, None where a number stands for it; raises ProblemError."""
    if not isinstance(body, dict):
        raise ProblemError(
            "invalid-request", errors=[{"pointer": "", "detail": "項目を持つオブジェクトにしてください"}]
        )
    known = SubscriptionRequest.model_fields
    wrong: list[ErrorAt] = [
        {
            "pointer": strict_json.pointer([str(name)[:40]]),
            "detail": f"知らない項目です。使えるのは {'、'.join(known)} です",
        }
        for name in body
        if name not in known
    ]
    try:
        asked = SubscriptionRequest.model_validate(
            {name: value for name, value in body.items() if name in known}, strict=True
        )
    except ValidationError as error:
        places = dict.fromkeys(str(each["loc"][0]) for each in error.errors())
        wrong += [{"pointer": f"/{place}", "detail": _WRONG[place]} for place in places]
        raise ProblemError("invalid-request", errors=wrong) from None
    born = _born(asked, today, wrong)
    if wrong:
        raise ProblemError("invalid-request", errors=wrong)
    return asked, born


def same_words(body: Any) -> str:
    """Return a request in one form, to know a repeated one by."""
    return json.dumps(body, sort_keys=True, ensure_ascii=True, default=str)


def _born(asked: SubscriptionRequest, today: date, wrong: list[ErrorAt]) -> tuple[date, date] | None:
    if asked.connection is not None:
        for name in ("municipality", "child_born"):
            if getattr(asked, name) is not None:
                detail = "connection を書くときは、この項目は書かないでください"
                wrong.append({"pointer": f"/{name}", "detail": detail})
        return None
    for name in ("municipality", "child_born"):
        if getattr(asked, name) is None:
            wrong.append({"pointer": f"/{name}", "detail": f"この項目がありません。{_WRONG[name]}"})
    if asked.child_born is None:
        return None
    year, month = (int(part) for part in asked.child_born.split("-"))
    ahead = (year - today.year) * 12 + month - today.month
    if not -OLDEST_YEARS * 12 <= ahead <= MONTHS_AHEAD:
        detail = f"{OLDEST_YEARS}年前から{MONTHS_AHEAD}か月先までの月にしてください"
        wrong.append({"pointer": "/child_born", "detail": detail})
        return None
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def bearer(request: HttpRequest) -> str:
    """Return the key that was sent, or ""."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def _unknown(request: HttpRequest) -> ProblemError:
    """Count a key that opens nothing: whoever tries many waits."""
    WRONG_KEYS.count(sender_of(request))
    return ProblemError("not-signed-in")
