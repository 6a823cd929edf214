"""Records, bodies and staff for tests of the registry; everything synthetic."""

from datetime import UTC, date, datetime
from typing import Any

from todoke.apps.accounts.models import Account, Membership, Role
from todoke.apps.places.actions import record_bodies, record_municipalities
from todoke.apps.places.models import Body
from todoke.apps.registry.actions.publishing import Entry, publish
from todoke.apps.registry.models import Record
from todoke.base import municipalities
from todoke.records.content import ProcedureContent, ProgramContent, read_content
from todoke.records.upkeep import Upkeep

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
CHOFU = "132080"
SUMIDA = "131075"

UPKEEP = Upkeep.model_validate(
    {
        "intervals": [{"months": 12}],
        "remind_days_before": 30,
        "metropolis_may_approve": True,
        "needed_to_publish": ["owner", "name", "summary", "link_or_contact", "area"],
    }
)


def some_bodies() -> dict[str, Body]:
    """Record 調布市, 墨田区 and the metropolis, by area."""
    from django.conf import settings

    whole = municipalities.load(settings.BASE_DIR / "data" / "municipalities.csv")
    some = [each for each in whole if each.code in (CHOFU, SUMIDA)]
    record_municipalities(reference=some)
    record_bodies(reference=some)
    return {body.area: body for body in Body.objects.all()}


def clerk(login: str, body: Body, role: Role = Role.EDITOR) -> Account:
    """Return an account with a role in a body."""
    account = Account.objects.create_account(login, name=f"職員{login}", password="correct-horse-battery")
    Membership.objects.create(account=account, body=body, role=role)
    return account


def program_content(**changes: Any) -> ProgramContent:
    """Return a complete program of 調布市."""
    plain = {
        "kind": "program",
        "name": "子育て応援券",
        "summary": "3歳までの子どもに応援券を配ります。",
        "level": "municipality",
        "area": [CHOFU],
        "owner": {"body": "7000020132080", "name": "調布市", "section": "子ども政策課"},
        "links": [{"url": "https://www.city.chofu.lg.jp/ouenken.html", "role": "official"}],
        **changes,
    }
    content = read_content(plain)
    assert isinstance(content, ProgramContent)
    return content


def procedure_content(**changes: Any) -> ProcedureContent:
    """Return a complete procedure that holds in all Tokyo."""
    plain = {
        "kind": "procedure",
        "name": "転入届",
        "summary": "引っ越してきた日から14日以内に届け出ます。",
        "level": "municipality",
        "area": ["130001"],
        "owner": {"body": "8000020130001", "name": "お住まいの区市町村"},
        "contacts": [{"name": "戸籍住民課"}],
        **changes,
    }
    content = read_content(plain)
    assert isinstance(content, ProcedureContent)
    return content


def published(content: ProgramContent | ProcedureContent, number: str, **entry: Any) -> Record:
    """Publish the content under the number and return its record."""
    publish(Entry(number, content, **entry), on=TODAY, at=NOW, channel="seed")
    return Record.objects.select_related("current", "body").get(number=number)
