"""The desk's rooms for notices, residents and what leaves can be reached from every page of it."""

import pytest

from tests.factories.desk import PASSWORD, some_office

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("link", "heading"),
    [("お知らせ", "今夜のお知らせの予定"), ("住民", "住民"), ("発送", "発送")],
)
def test_a_clerk_opens_each_room(pages, settings, link, heading):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick, for tests alone
    some_office()
    page = pages.get("/desk/login/?next=/desk/")
    page = pages.submit(page, {"login": "editor", "password": PASSWORD}, button="ログイン")
    assert pages.click(page, link).heading == heading
