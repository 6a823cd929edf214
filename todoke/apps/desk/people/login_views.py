"""The page of how logins end (ログインの成否): which way fails how often, so that what is hard can be mended (D3)."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from todoke.apps.accounts.models import Account, Role
from todoke.apps.desk.gate import staff
from todoke.apps.desk.paper import page
from todoke.apps.identity.models import LoginCount
from todoke.apps.identity.queries import LoginRate, login_rates
from todoke.base import clock

_DAYS = (7, 30)
_REASONS = {
    "failed_card": "カードを読み取れなかったか、途中でやめた",
    "unreachable": "本人確認サービスが答えなかった",
    "untrusted": "本人確認サービスの答えを確かめられなかった",
    "other_browser": "始めたのとちがうブラウザーで戻った",
    "expired": "時間が過ぎた",
    "used": "同じ手続を二度使った",
    "unknown": "始めていない手続で戻った",
    "wrong_code": "番号がちがった",
    "too_many": "回数の上限を超えた",
    "no_mail": "メールを渡せなかった",
    "off": "この方法を止めている",
    "refused": "そのほか",
}


@require_safe
@staff(Role.KEEPER)
def logins(request: HttpRequest, account: Account) -> HttpResponse:
    """Show the counts of the last days by way; there is nothing of who it was in them."""
    today = clock.today()
    periods = [
        (days, _lines(login_rates(since=today - timedelta(days=days - 1), until=today))) for days in _DAYS
    ]
    return page(request, account, "desk/people/logins.html", "ログインの成否", periods=periods)


def _lines(rates: list[LoginRate]) -> list[dict[str, object]]:
    return [
        {
            "way": LoginCount.Way(one.way).label,
            "rate": one,
            "reasons": [(_REASONS.get(kind, "そのほか"), count) for kind, count in one.reasons],
        }
        for one in rates
        if one.begun or one.succeeded or one.failed
    ]
