"""Views of what residents say is wrong (まちがいの知らせ) at the desk: read one at a time, and answered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from todoke.apps.access.acting import actor_of
from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.deciding import may
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.accounts.models import Account
from todoke.apps.consent.actions.correcting import LONGEST, PURPOSE, CorrectionError, Right, answer, look_at
from todoke.apps.consent.domain.items import find_item
from todoke.apps.consent.models import Correction
from todoke.apps.consent.queries.corrections import open_corrections
from todoke.apps.consent.queries.values import values_of
from todoke.apps.desk.gate import staff
from todoke.apps.desk.paper import page, tell
from todoke.apps.desk.people.forms import read_day
from todoke.apps.desk.people.values import ValueTypedError, field_of, read_value
from todoke.apps.notices.actions.answers import tell_answered
from todoke.apps.people.queries import matter_of
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.base import clock
from todoke.rules.household import MUNICIPALITY
from todoke.rules.wording.values import value_text

_SHOWN = 100
_WRONG = {
    "empty": "答えを書いてください",
    "long": f"{LONGEST}文字までにしてください",
    "my_number": "マイナンバーは書かないでください",
    "answered": "ほかの職員が、もう答えています",
    "value": "この内容では直せません。もとの台帳で直してください",
}


@require_safe
@staff()
def index(request: HttpRequest, account: Account) -> HttpResponse:
    """Show what waits for an answer, without names and words; what a shield hides is not there."""
    at = clock.now()
    waiting = [one for one in open_corrections()[: 5 * _SHOWN] if _may(actor_of(request), one, at)]
    return page(
        request,
        account,
        "desk/people/corrections.html",
        "本人からのまちがいの知らせ",
        rows=[
            {"row": one.row, "item": _label(one.item), "at": one.at, "days": (at - one.at).days}
            for one in waiting[:_SHOWN]
        ],
        has_more=len(waiting) > _SHOWN,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff()
def show(request: HttpRequest, account: Account, row: UUID) -> HttpResponse:
    """Show one, which its person reads of in their record, and take the answer."""
    at, actor = clock.now(), actor_of(request)
    found = Correction.objects.filter(row=row).select_related("person").first()
    if found is None or not _may(actor, found, at):
        raise Http404("no such correction")
    typed = Typed.of(request.POST)
    failed = ""
    if request.method == "POST":
        failed = _answered(request, found, actor, typed, at)
        if not failed:
            return redirect("desk:corrections")
    else:
        look_at(found, by=actor, at=at)
    return page(
        request,
        account,
        "desk/people/correction.html",
        "まちがいの知らせ",
        correction=found,
        item=_label(found.item),
        held=_held(found),
        typed=typed,
        field=field_of(found.item, rulebook().content),
        failed=failed,
        longest=LONGEST,
        status=422 if failed else 200,
    )


@dataclass(frozen=True)
class Typed:
    """What staff filled in."""

    done: str = ""
    """here: put right here; yes: put right in the register it came from; no: not put right."""
    words: str = ""
    value: str = ""
    as_of: str = ""

    @classmethod
    def of(cls, typed: QueryDict) -> Typed:
        """Read the form."""
        return cls(
            typed.get("done", ""),
            typed.get("words", "")[: LONGEST * 2],
            typed.get("value", "")[:LONGEST],
            typed.get("as_of", str(clock.today()))[:20],
        )


def _answered(request: HttpRequest, found: Correction, actor: Actor, typed: Typed, at: datetime) -> str:
    """Answer and tell the person; return what is wrong."""
    if typed.done not in ("here", "yes", "no"):
        return "直したか、直さなかったかを選んでください"
    told: list[object] = []
    try:
        right = _right(found.item, typed) if typed.done == "here" else None
        answer(
            found,
            done=typed.done != "no",
            words=typed.words,
            by=actor,
            at=at,
            right=right,
            tell=lambda row, when: told.append(tell_answered(row, when)),
        )
    except ValueTypedError as error:
        return str(error)
    except CorrectionError as error:
        return _WRONG[error.code]
    if told == [None]:
        tell(
            request,
            "答えを記録しました。文面(correction-done と correction-refused)が公開されていないので、"
            "受信箱には入りません。本人は「わたしの情報」で読めます",
            kind="warning",
        )
    else:
        tell(request, "答えを記録し、本人の受信箱に入れました。くわしくは「わたしの情報」で読めます")
    return ""


def _right(item: str, typed: Typed) -> Right:
    content, as_of = rulebook().content, read_day(typed.as_of)
    value = read_value(item, typed.value, content)
    if as_of is None or as_of > clock.today():
        raise ValueTypedError("いつの内容かを 2026-11-22 のように、今日までの日で書いてください")
    return Right(value, as_of, content)


def _may(actor: Actor, correction: Correction, at: datetime) -> bool:
    matter = matter_of(correction.person, on=clock.today())
    return may(replace(actor, purpose=PURPOSE), Verb.CORRECT, matter, at=at)


def _held(found: Correction) -> str:
    """Return what is held now, in words; that it was shown stands in the person's record (``look_at``)."""
    content = rulebook().content
    value = values_of(found.person, [found.item], content).get(found.item)
    field, fact = field_of(found.item, content), content.facts.get(found.item)
    if value is None:
        return ""
    if found.item == MUNICIPALITY:
        return found.municipality.name
    if fact is not None:
        return value_text(fact, value, "ja")
    words = dict(field.choices) if field is not None else {}
    said = {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    return words.get(said, said)


def _label(item: str) -> str:
    if item == MUNICIPALITY:
        return "住んでいる区市町村"
    known = find_item(item, rulebook().content.facts)
    return item if known is None else known.label.ja
