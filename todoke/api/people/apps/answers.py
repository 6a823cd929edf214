"""What private apps are answered (答え)."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from django.db import transaction

from todoke.api.people.apps import wire
from todoke.api.problems import ProblemError
from todoke.apps.access.domain.actors import Actor, Kind
from todoke.apps.access.domain.deciding import may
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.channels.models import PrivateApp
from todoke.apps.consent.domain.purposes import Purpose
from todoke.apps.consent.domain.texts import text_of
from todoke.apps.consent.models import AccessEntry
from todoke.apps.notices.models import Preference
from todoke.apps.places.models import Municipality
from todoke.apps.subscriptions.actions.connections import take_up
from todoke.apps.subscriptions.actions.subscriptions import (
    Begun,
    OnceError,
    Wanted,
    agreed_text,
    end_subscription,
    find_begun,
    subscribe,
)
from todoke.apps.subscriptions.items import ITEMS, receiver_of
from todoke.apps.subscriptions.models import AppHint, Subscription
from todoke.apps.subscriptions.queries.months import ProgramAhead, months_ahead
from todoke.apps.subscriptions.queries.subscriptions import why_ended
from todoke.apps.tenancy.scope import everywhere, scope
from todoke.base.clock import JST
from todoke.rules.texts import LANGUAGES, Language

_SPOKEN = {"ja": "ja", "easy": "ja-easy", "en": "en"}


def terms() -> wire.Terms:
    """Return the words in force that an app shows before somebody agrees."""
    told = text_of(Purpose.APP)
    return {
        "version": told.version,
        "purpose": "app",
        "items": list(ITEMS),
        "days": told.days,
        "line": {language: told.line.in_language(language) for language in LANGUAGES},
        "long": {language: told.long.in_language(language) for language in LANGUAGES},
    }


def begin(
    app: PrivateApp,
    asked: wire.SubscriptionRequest,
    born: tuple[date, date] | None,
    *,
    once: str,
    said: str,
    at: datetime,
) -> Begun | None:
    """Begin a subscription, or find the one this request began before; None for a number that is not good.

    Raises ProblemError: other words are in force, no such municipality, no address to call, another request.
    """
    with everywhere("app-subscribe"), transaction.atomic():
        try:
            before = find_begun(app, once, said)
            if before is not None:
                return before
            _check(app, asked)
            text = agreed_text(language=_SPOKEN[asked.language], at=at)
            person = None
            if asked.connection is not None:
                taken = take_up(app, asked.connection, at=at)
                if taken is None:
                    return None
                municipality, person, text = taken.municipality, taken.person, taken.text
                born = (taken.born_low, taken.born_high)
            else:
                municipality = municipality_of(asked.municipality or "")
            assert born is not None
            wanted = Wanted(municipality, born, asked.channel, asked.language, text, once, person)
            return subscribe(app, wanted, said=said, at=at)
        except OnceError:
            detail = "この Idempotency-Key は、中身のちがう依頼に使われています。新しい依頼には新しい値を使ってください"
            raise ProblemError("invalid-request", detail) from None


def begun(found: Begun) -> wire.SubscriptionOut:
    """Return a subscription as it is shown once."""
    one = found.subscription
    return {
        "id": str(one.row),
        "key": found.key,
        "channel": one.channel,  # type: ignore[typeddict-item]
        "language": cast(Language, one.language),
        "consent": {
            "items": list(ITEMS),
            "purpose": "app",
            "version": 0 if one.text is None else one.text.version,
            "until": one.until.isoformat(),
        },
    }


def months(one: Subscription, *, ahead: int, at: datetime) -> wire.MonthsOut:
    """Return what comes for a subscription, having asked for the consent again; raises ProblemError."""
    with scope(areas=[one.municipality_id], persons=[] if one.person_id is None else [one.person_id]):
        _hold(one, at)
        actor = Actor(kind=Kind.APP, app_id=one.app_id, purpose=Purpose.APP)
        if not may(actor, Verb.SEE, one, at=at):
            raise ProblemError("not-allowed")
        assert one.born_low is not None
        assert one.born_high is not None
        language = cast(Language, one.language)
        agreed_on = one.made_at.astimezone(JST).date()
        born = (one.born_low, one.born_high)
        found = shown(one.municipality_id, born, language, ahead, agreed_on=agreed_on, until=one.until, at=at)
        _write_down(one, at)
    return found


def shown(
    area: str,
    born: tuple[date, date],
    language: Language,
    ahead: int,
    *,
    agreed_on: date,
    until: date,
    at: datetime,
) -> wire.MonthsOut:
    """Return what comes for a month of birth in a municipality: nothing else goes in."""
    on = at.astimezone(JST).date()
    found = months_ahead(municipality=area, born=born, on=on, months=ahead, language=language)
    return {
        "as_of": on.isoformat(),
        "language": language,
        "used": {
            "items": list(ITEMS),
            "agreed_on": agreed_on.isoformat(),
            "until": until.isoformat(),
        },
        "months": [{"month": name, "programs": [program(each) for each in some]} for name, some in found],
    }


def program(one: ProgramAhead) -> wire.ProgramAheadOut:
    """Return a program of a month."""

    def day(value: date | None) -> str | None:
        return None if value is None else value.isoformat()

    return {
        "id": one.program_id,
        "name": one.name,
        "summary": one.summary,
        "when": one.when,
        "undetermined": not one.is_sure,
        "words": one.words,
        "why": one.why,
        "begins": day(one.begins),
        "begins_at_latest": day(one.begins_at_latest),
        "ends": day(one.ends),
        "ends_at_latest": day(one.ends_at_latest),
        "deadline": day(one.deadline),
        "deadline_at_latest": day(one.deadline_at_latest),
        "url": one.url,
    }


def end(one: Subscription, *, at: datetime) -> None:
    """End a subscription; one that has ended stays so."""
    with everywhere("app-end"):
        end_subscription(one, by="app", at=at)


def hints(app: PrivateApp, *, after: int, limit: int, at: datetime) -> wire.HintsOut:
    """Return the hints of an app after a place; an empty page goes on from the same one."""
    with everywhere("app-hints"):
        rows = AppHint.objects.filter(app_id=app.pk, position__gt=after, at__lte=at)
        found = list(rows.select_related("subscription", "municipality").order_by("position")[:limit])
        persons = (row.subscription.person_id for row in found)
        known = [person_id for person_id in persons if person_id is not None]
        quiet = set(
            Preference.objects.filter(person_id__in=known, none=True).values_list("person_id", flat=True)
        )
    return {
        "notices": [
            {
                "position": row.position,
                "subscription": str(row.subscription.row),
                "kind": row.kind,
                "code": row.code or "",
                "office": row.municipality.name,
                "on": row.at.astimezone(JST).date().isoformat(),
            }
            for row in found
            if row.subscription.ended_at is None and row.subscription.person_id not in quiet
        ],
        "next": found[-1].position if found else after,
    }


def _hold(one: Subscription, at: datetime) -> None:
    why = why_ended(one, at=at)
    if why is None:
        return
    with everywhere("app-end"):
        end_subscription(one, by=why, at=at)
    raise ProblemError("consent-needed" if why == "consent" else "gone")


def _write_down(one: Subscription, at: datetime) -> None:
    """Leave an entry in the record of whoever connected the app; behind others nobody is known to read one."""
    if one.person_id is None:
        return
    AccessEntry.objects.create(
        person_id=one.person_id,
        municipality_id=one.municipality_id,
        at=at,
        actor_kind=Kind.APP.value,
        receiver=receiver_of(one.app_id),
        receiver_name="民間のアプリ",
        action="find_programs",
        purpose=Purpose.APP,
        basis="consent",
        items=sorted(ITEMS),
    )


def check_words(asked: wire.SubscriptionRequest) -> None:
    """Refuse words other than those in force; raises ProblemError."""
    told = text_of(Purpose.APP)
    if asked.agreed_to != told.version:
        detail = (
            f"いまの同意の文は第{told.version}版です(GET /api/v1/apps/terms)。"
            "本人に見せて、もう一度同意を得てください"
        )
        raise ProblemError("consent-needed", detail)


def _check(app: PrivateApp, asked: wire.SubscriptionRequest) -> None:
    check_words(asked)
    if asked.channel == "webhook" and not app.url:
        detail = (
            "このアプリには送り先が登録されていません。poll にするか、運営者に送り先の登録を頼んでください"
        )
        raise ProblemError("invalid-request", errors=[{"pointer": "/channel", "detail": detail}])


def municipality_of(code: str) -> Municipality:
    """Return the municipality of a code; raises ProblemError."""
    found = Municipality.objects.filter(pk=code).first()
    if found is None:
        detail = "この団体コードの区市町村はありません。/api/v1/municipalities にあるものを書いてください"
        raise ProblemError("invalid-request", errors=[{"pointer": "/municipality", "detail": detail}])
    return found
