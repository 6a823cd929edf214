"""Payments that wait for staff as lines of a page, and what to do about each, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import HttpRequest

from todoke.apps.access.acting import actor_of
from todoke.apps.access.domain.actors import Actor
from todoke.apps.entitlements.accounts import PURPOSE, may_be_named
from todoke.apps.entitlements.models import Claim, Entitlement
from todoke.apps.people.models import Basics, Kinship, Person
from todoke.apps.people.queries.kin import carers
from todoke.apps.people.queries.statements import PUBLIC_ACCOUNT, said_of
from todoke.apps.planning.queries.plans import age_band
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.apps.tenancy.scope import everywhere

Why = Entitlement.Why


@dataclass(frozen=True, slots=True)
class Payable:
    """Somebody the money may go to, as the desk shows them."""

    person: Person
    name: str
    is_what: str
    age: str
    claim: str
    account: str


def paying(request: HttpRequest) -> Actor:
    """Return who acts, for the purpose of paying."""
    return replace(actor_of(request), purpose=PURPOSE)


def line_of(one: Entitlement) -> dict[str, object]:
    """Return one payment without its person's name."""
    loaded = rulebook().content.programs.get(one.program_id)
    ages = Person.objects.filter(pk=one.person_id).values_list("birth_low", "birth_high").first()
    return {
        "row": one.row,
        "mark": str(one.row)[:8],
        "name": one.program_id if loaded is None else loaded.program.name.ja,
        "area": one.municipality.name,
        "why": one.get_why_display(),
        "what": _WHAT.get(Entitlement.Why(one.why), ""),
        "age": "" if ages is None else age_band(*ages, one.listed_at.date()),
        "listed_at": one.listed_at,
    }


def payable_to(one: Entitlement, *, protects: bool, on: date) -> list[Payable]:
    """Return whom the money may go to: the person where of age, and who cares for a child; nobody past a shield."""
    with everywhere("payment"):
        kin = {row.person_id: row for row in carers([one.person_id], on=on)}
        ids = [one.person_id, *sorted(kin)] if not kin else sorted(kin)
        people = {
            row.pk: row
            for row in Person.objects.filter(pk__in=ids)
            if may_be_named(row.pk, protects=protects, on=on)
        }
        names = {row.person_id: row.name or "" for row in Basics.objects.filter(person_id__in=people)}
        claims = dict(
            Claim.objects.filter(
                person_id__in=people, child_id=one.person_id, ended_at__isnull=True
            ).values_list("person_id", "status")
        )
        accounts = said_of(list(people), PUBLIC_ACCOUNT)
        return [
            Payable(
                people[pk],
                names.get(pk, ""),
                _kin_words(kin.get(pk)),
                age_band(people[pk].birth_low, people[pk].birth_high, on),
                str(Claim.Firmness(claims[pk]).label) if pk in claims else "なし",
                _account_words(accounts, pk),
            )
            for pk in ids
            if pk in people
        ]


def _kin_words(row: Kinship | None) -> str:
    if row is None:
        return "本人"
    where = (
        {True: "、同居", False: "、別居"}.get(row.living_together, "")
        if row.living_together is not None
        else ""
    )
    return f"{row.get_kind_display()}{where}"


def _account_words(accounts: Mapping[int, Any], pk: int) -> str:
    said = accounts.get(pk)
    if said is None:
        return "分からない"
    known = "登録あり" if said.value is True else "登録なし"
    return f"{known}({said.as_of:%Y-%m-%d}、{said.get_source_display()})"


_ASK_ACCOUNT = (
    "本人に、公金受取口座を登録しているかをたずねるか、登録簿に照会してください。口座番号は、ここには書きません。"
    "下で「登録あり」と記録すると、ほかの人と同じように知らせて、断られなければ支給します。"
)
_WHAT = {
    Why.NO_ACCOUNT: _ASK_ACCOUNT,
    Why.OLD_ACCOUNT: _ASK_ACCOUNT,
    Why.SHIELDED: "支援措置の担当が、本人に安全な方法で確かめてください。手紙は出さないでください。",
    Why.CONFLICTING: "父母の両方が「自分が受け取る」と申し出ています。書類で確かめて、支給する人を選んでください。",
    Why.APART: "父母が別に暮らしています。子どもと暮らす人を書類で確かめて、支給する人を選んでください。",
    Why.DISPUTED: "親子の関係について「ちがう」と伝えられています。先に、住民の画面で関係を確かめて決めてください。",
    Why.SEVERAL: "父母のどちらが受け取るかの申し出がありません。たずねて、だれに支給するかを選んでください。",
    Why.NO_READER: "知らせる相手がいません。住所に手紙を出すなどして、本人か保護者に確かめてください。",
    Why.DEAD: "亡くなった人です。制度の決まりで、支給するかどうかを確かめてください。",
    Why.GONE: "新しい晩の結果では、対象と言えません。引っ越しや記録の変更がないかを確かめてください。",
}
