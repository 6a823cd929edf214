"""What the site's own side does in the test of pushes, in the instance of the browser tests.

python -m tests.e2e.pushing resident            make a resident who is logged in; prints the token of the visit
python -m tests.e2e.pushing push ADDRESS        hint at a notice; the push service is the one at ADDRESS
"""

import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from urllib.parse import urlsplit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "todoke.config.settings")
NUMBER = 990_001


class Forwarding:
    """Sends what is for the push service of the internet to the one of the test, byte for byte."""

    def __init__(self, address: str) -> None:
        self.address = address

    def post(self, url: str, body: bytes, headers: Mapping[str, str]):
        from todoke.clients.webhooks.sending import Reply

        asked = urllib.request.Request(
            f"{self.address}{urlsplit(url).path}", data=body, headers=dict(headers), method="POST"
        )
        try:
            with urllib.request.urlopen(asked, timeout=20) as answer:
                return Reply(answer.status, "", None)
        except urllib.error.HTTPError as refused:
            return Reply(refused.code, "", None)


def resident() -> str:
    from tests.factories.families import newcomer
    from tests.factories.logins import some_login
    from todoke.apps.access.domain.actors import Assurance
    from todoke.apps.identity.actions.visits import open_visit
    from todoke.apps.people.models import LoginPerson
    from todoke.base import clock

    person = newcomer(NUMBER, login=False)
    login = some_login(NUMBER)
    LoginPerson.objects.create(login_id=login.pk, person=person, since=clock.now())
    return open_visit(login, assurance=Assurance.CARD, acr="aal3", at=clock.now())


def push(address: str) -> str:
    from uuid import uuid4

    from django.conf import settings

    from tests.factories.outbox import a_parcel
    from todoke.apps.channels.carriers.pushes import PushCarrier
    from todoke.apps.channels.models import ContactPoint, Dispatch
    from todoke.apps.channels.outbox import Outbox
    from todoke.apps.channels.working import Worker
    from todoke.base import clock
    from todoke.clients.push.sending import Caller
    from todoke.telling.channels import Channel

    contact = ContactPoint.objects.get(person_id=NUMBER, kind="push")
    key = f"notice:{uuid4().hex}"
    Outbox.enqueue([a_parcel(key, contact_id=contact.pk, channel=Channel.PUSH)], at=clock.now())
    caller = Caller(settings.VAPID_CONTACT, settings.PUSH_HOSTS, settings.KEYS.vapid)
    carrier = PushCarrier(Forwarding(address), caller, clock.now)
    Worker("browser-test", {Channel.PUSH: carrier}, clock.now).turn()
    contact.refresh_from_db()
    row = Dispatch.objects.get(key=key)
    return json.dumps({"state": row.state, "code": row.last_code, "stopped": bool(contact.stopped_at)})


def main() -> None:
    import django

    django.setup()
    from todoke.apps.tenancy.scope import everywhere

    with everywhere("browser-test"):
        print(resident() if sys.argv[1] == "resident" else push(sys.argv[2]))


if __name__ == "__main__":
    main()
