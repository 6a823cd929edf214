"""What the OpenAPI document says of these operations beyond their types (仕様書の補い)."""

from typing import Any

from todoke.api.people.apps.answers import terms
from todoke.api.people.apps.wire import SubscriptionRequest

_TERMS, _BEGIN, _NOTICES = "/apps/terms", "/apps/subscriptions", "/apps/notices"
_PROGRAMS = "/apps/subscriptions/{subscription_id}/programs"
_END = "/apps/subscriptions/{subscription_id}/end"
_ALWAYS = ("method-not-allowed", "internal-error", "invalid-request")
_KEYED = (*_ALWAYS, "not-signed-in", "too-many-requests")
_ID = "0d6e1f4e-6a52-4f0e-9c1b-3a2f8f0f9a11"
_ITEMS = ["person.birth_date", "household.municipality"]

PROBLEMS: dict[str, tuple[str, ...]] = {
    _TERMS: _ALWAYS,
    _BEGIN: (
        *_KEYED,
        "consent-needed",
        "malformed-json",
        "body-too-large",
        "unsupported-media-type",
        "individual-number",
    ),
    _PROGRAMS: (*_KEYED, "not-allowed", "not-found", "consent-needed", "gone"),
    _END: (*_KEYED, "not-found"),
    _NOTICES: _KEYED,
    f"/sandbox{_BEGIN}": (
        *_ALWAYS,
        "too-many-requests",
        "consent-needed",
        "malformed-json",
        "body-too-large",
        "unsupported-media-type",
        "individual-number",
    ),
    f"/sandbox{_PROGRAMS}": _KEYED,
    f"/sandbox{_END}": (*_KEYED, "not-found"),
    f"/sandbox{_NOTICES}": (*_ALWAYS, "too-many-requests"),
}
"""The kinds of problem of each operation, by its address below /api/v1."""

EXAMPLES: dict[str, Any] = {
    _TERMS: terms(),
    _BEGIN: {
        "id": _ID,
        "key": "tdks_(この答えでだけ見せる鍵)",
        "channel": "webhook",
        "language": "ja",
        "consent": {"items": _ITEMS, "purpose": "app", "version": 2, "until": "2027-11-22"},
    },
    _PROGRAMS: {
        "as_of": "2026-11-22",
        "language": "ja",
        "used": {"items": _ITEMS, "agreed_on": "2026-11-22", "until": "2027-11-22"},
        "months": [
            {"month": "2026-11", "programs": []},
            {
                "month": "2027-01",
                "programs": [
                    {
                        "id": "kenshin-3-4-kagetsu",
                        "name": "3〜4か月児健康診査",
                        "summary": "3〜4か月の赤ちゃんの体の育ちや発達を、無料で診てもらえます。",
                        "when": "begins",
                        "undetermined": True,
                        "words": "早ければ2027年1月1日、おそくとも2027年1月31日に始まります(生まれた日で決まります)",
                        "why": "お子さんの生まれた月と住んでいる区市町村から: 生後3か月から5か月になる前である",
                        "begins": "2027-01-01",
                        "begins_at_latest": "2027-01-31",
                        "ends": "2027-02-28",
                        "ends_at_latest": "2027-03-30",
                        "deadline": None,
                        "deadline_at_latest": None,
                        "url": "https://todoke.example/programs/kenshin-3-4-kagetsu/",
                    }
                ],
            },
        ],
    },
    _NOTICES: {
        "notices": [
            {
                "position": 1,
                "subscription": _ID,
                "kind": "checkup-due",
                "code": "7K3M9QXT2RH",
                "office": "調布市",
                "on": "2026-12-01",
            }
        ],
        "next": 1,
    },
}
EXAMPLES |= {f"/sandbox{place}": EXAMPLES[place] for place in (_BEGIN, _PROGRAMS, _NOTICES)}
"""An answer of each operation."""

BODIES: dict[str, tuple[dict[str, Any], Any]] = {
    _BEGIN: (
        SubscriptionRequest.model_json_schema(),
        {
            "agreed_to": 2,
            "municipality": "132080",
            "child_born": "2026-10",
            "channel": "webhook",
            "language": "ja",
        },
    )
}
BODIES[f"/sandbox{_BEGIN}"] = BODIES[_BEGIN]
"""Schema and example of what is sent to each operation that takes a body."""

SECURITY: dict[str, str] = {
    _BEGIN: "app",
    _PROGRAMS: "subscription",
    _END: "subscription",
    _NOTICES: "app",
    f"/sandbox{_PROGRAMS}": "subscription",
    f"/sandbox{_END}": "subscription",
}
"""Which key each operation asks for: a name among todoke.api.people.document.SCHEMES."""
