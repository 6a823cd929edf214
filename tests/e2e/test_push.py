"""Pushes with a real browser: asked for by the page's button, shown by its worker, opened by a tap.

Without the internet there is no push service, so ``subscribe`` answers with keys of the test, and what the site sends
goes to a service of this machine. From there on it is real: the browser is given the plain text as it would decrypt
it, wakes the worker and shows the notification. A tap cannot be made from outside; the worker is told of one.
"""

import base64
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Worker

from tests.e2e.conftest import ROOT
from tests.e2e.push_service import PushService, Subscription, running_push_service, subscribing, text
from tests.e2e.visitor import Visitor

SHOWN = """self.registration.getNotifications().then(
    (all) => all.map(({title, body}) => ({title, body})))"""


@dataclass
class Subscriber:
    """Somebody whose browser can be pushed to."""

    visitor: Visitor
    subscription: Subscription
    service: PushService
    environment: dict[str, str]

    def at_the_site(self, *command: str) -> str:
        """Let the site's side do something."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.e2e.pushing", *command],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def push(self) -> dict[str, Any]:
        """Let the site hint at a notice; return what became of it."""
        told: dict[str, Any] = json.loads(self.at_the_site("push", self.service.address))
        return told

    def worker(self) -> Worker:
        """Return the worker, once it runs."""
        workers = self.visitor.page.context.service_workers
        return workers[0] if workers else self.visitor.page.context.wait_for_event("serviceworker")


@pytest.fixture
def subscriber(site: str, instance: dict[str, str], chromium: Browser) -> Iterator[Subscriber]:
    with running_push_service() as service, Visitor.come(chromium, site) as visitor:
        one = Subscriber(visitor, Subscription("of-hanako"), service, instance)
        context = visitor.page.context
        context.add_cookies([{"name": "todoke_visit", "value": one.at_the_site("resident"), "url": site}])
        context.grant_permissions(["notifications"], origin=site)
        context.add_init_script(subscribing(one.subscription))
        yield one


def test_a_push_is_asked_for_shown_and_opened_and_says_nothing_of_the_person(subscriber, site):
    page, service = subscriber.visitor.page, subscriber.service
    control = page.context.new_cdp_session(page)
    registrations: list[dict[str, Any]] = []
    control.on(
        "ServiceWorker.workerRegistrationUpdated", lambda told: registrations.extend(told["registrations"])
    )
    control.send("ServiceWorker.enable")

    subscriber.visitor.open("/my/contacts/")
    subscriber.visitor.must_be_sound()
    page.get_by_role("button", name="このブラウザーで通知を受け取る").click()
    page.get_by_role("heading", name="ブラウザーの通知", exact=True).wait_for()
    subscriber.visitor.must_be_sound()

    asked = json.loads(page.evaluate("sessionStorage.getItem('asked')"))
    assert asked["visible"] is True
    service.sender_key = text(base64.b64decode(asked["key"]))
    assert subscriber.push() == {"state": "done", "code": "push-201", "stopped": False}
    path, headers, body = service.taken[0]
    assert subscriber.subscription.endpoint.endswith(path)
    assert (headers["content-encoding"], headers["ttl"]) == ("aes128gcm", "259200")
    assert "調布".encode() not in body
    plain = subscriber.subscription.read(body)

    worker = subscriber.worker()
    control.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": site, "registrationId": registrations[-1]["registrationId"], "data": plain},
    )
    shown = _shown(worker)
    assert [(one["title"], one["body"]) for one in shown] == [
        ("調布市", "お知らせがあります。確認コード 7K3M9-QXT2R-H")
    ]
    assert set(json.loads(plain)) == {"title", "body", "lang", "tag"}

    opened = worker.evaluate(
        """async () => {
            const [shown] = await self.registration.getNotifications();
            const opened = [];
            self.clients.openWindow = async (address) => { opened.push(address); };
            const tap = new NotificationEvent("notificationclick", {notification: shown});
            self.dispatchEvent(tap);
            await new Promise((done) => setTimeout(done, 200));
            return {opened, left: (await self.registration.getNotifications()).length};
        }"""
    )
    assert opened == {"opened": ["/my/notices/"], "left": 0}
    subscriber.visitor.open(opened["opened"][0])
    assert page.locator("h1").inner_text() == "お知らせ"

    service.gone.add(path)
    assert subscriber.push() == {"state": "dead", "code": "push-410", "stopped": True}
    subscriber.visitor.open("/my/contacts/")
    assert "届け先はまだありません。" in page.locator("main").inner_text()


def _shown(worker: Worker) -> list[dict[str, Any]]:
    """Return the notifications in view, waiting for the first."""
    end = time.monotonic() + 20
    while True:
        found: list[dict[str, Any]] = worker.evaluate(SHOWN)
        if found or time.monotonic() > end:
            return found
        time.sleep(0.1)
