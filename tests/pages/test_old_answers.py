"""Answers kept from an older version of the rules never break a page."""

from django.conf import settings

from tests.pages.client import PageClient


def test_answers_to_a_question_that_is_gone_are_forgotten(pages: PageClient) -> None:
    session = pages.client.session
    members = [{"id": "me", "relation": "self", "a_fact_that_is_gone": True}]
    session["situation"] = {"raw": {"members": members}, "asked": ["topics"], "topics": [], "put": []}
    session.save()
    pages.client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    for address in ("/finder/", "/finder/answers/", "/finder/results/", "/programs/jido-teate/"):
        assert pages.get(address).heading
    assert "答えをすべて消す" in pages.get("/privacy/").text  # the cookie did arrive
    assert "まだ何も答えていません" in pages.get("/finder/answers/").text
