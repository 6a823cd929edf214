"""What a person meets whose answers do not fit together, lead nowhere, or are many; what every result shows."""

from datetime import date

import pytest
from django.test import Client

from tests.pages.client import PageClient
from tests.pages.markup import attribute, find_all, parse, text_of
from tests.pages.ways import LANGUAGES, begin, family, skip_to_the_end
from todoke.apps.portal.amounts import amount_words
from todoke.apps.screening import queries
from todoke.apps.screening.domain.situation import Situation


@pytest.mark.parametrize(
    ("prefix", "told"),
    [
        ("", "この答えは、ほかの答えと合いません"),
        ("/ja-easy", "ほかの 答えと 合いません"),
        ("/en", "This does not fit your other answers"),
    ],
)
def test_answers_that_contradict_each_other_are_told_in_the_language_of_the_page(
    pages: PageClient, prefix: str, told: str
) -> None:
    begin(pages)
    pages.submit(pages.get("/finder/family/"), {"partner": "no", "children": "1"}, button="次へ")
    page = pages.get(f"{prefix}/finder/births/")
    typed = {"person.birth_date@me-year": "2000", "person.birth_date@child1-year": "1990"}
    page = pages.submit(page, typed, button=LANGUAGES[prefix], status=422)
    wrong = next(node for node in page.tree.iter() if attribute(node, "class") == "field-error")
    assert told in text_of(wrong)
    assert attribute(wrong, "id") == "field-person.birth_date@child1-error"
    typed["person.birth_date@child1-year"] = "2020"
    page = pages.submit(page, typed, button=LANGUAGES[prefix])
    assert "/births/" not in page.address


def test_an_earlier_answer_that_no_longer_fits_is_named_with_the_results(pages: PageClient) -> None:
    begin(pages, "", "children")
    pages.submit(pages.get("/finder/family/"), {"partner": "no", "children": "1"}, button="次へ")
    page = pages.get("/finder/births/")
    typed = {"person.birth_date@me-year": "2000", "person.birth_date@child1-year": "2024"}
    pages.submit(page, typed, button="次へ")
    pages.submit(pages.get("/finder/person.marriage/"), {"person.marriage@me": "never"}, button="次へ")
    assert "合わない答えがあります" not in pages.get("/finder/results/").text
    pages.submit(pages.get("/finder/family/"), {"partner": "yes", "children": "1"}, button="次へ")
    page = pages.get("/finder/results/")
    assert "合わない答えがあります" in page.text
    assert "婚姻の状況" in page.text


def test_each_result_names_its_office_and_its_people_without_unfolding(pages: PageClient) -> None:
    family(pages, births=["1990-5-6", "1988-5-6", "2023-12-6", "2018-5-6"])
    page = pages.get("/finder/results/")
    for result in (node for node in page.tree.iter() if attribute(node, "class") == "resource"):
        open_terms = {
            "".join(term.itertext())
            for part in result
            if part.tag != "details"
            for term in find_all(part, "dt")
        }
        folded = next((fold for fold in find_all(page.tree, "details") if result in set(fold.iter())), None)
        assert folded is not None or {"いつまでに", "担当"} <= open_terms, attribute(result, "id")
    support = next(node for node in page.tree.iter() if attribute(node, "id") == "018-support")
    assert "1人目のお子さん、2人目のお子さん" in "".join(support.itertext())


def test_a_page_names_its_other_languages_to_search_engines(pages: PageClient) -> None:
    links = [
        (attribute(node, "hreflang"), attribute(node, "href"))
        for node in find_all(pages.get("/en/programs/jido-teate/").tree, "link")
        if attribute(node, "rel") == "alternate"
    ]
    at = "http://testserver"
    assert links == [
        ("ja", f"{at}/programs/jido-teate/"),
        ("x-default", f"{at}/programs/jido-teate/"),
        ("ja-x-easy", f"{at}/ja-easy/programs/jido-teate/"),
        ("en", f"{at}/en/programs/jido-teate/"),
    ]


def test_a_screening_that_finds_nothing_says_where_to_go_on(pages: PageClient) -> None:
    begin(pages, "", "disaster")
    pages.submit(pages.get("/finder/family/"), {"partner": "no"}, button="次へ")
    no = {"household.death@household": "none", "household.disaster@household": "no"}
    pages.submit(pages.get("/finder/recent-events/"), no, button="次へ")
    page = pages.get("/finder/results/")
    assert "受けられる制度が見つかりませんでした" in page.text
    assert pages.click(page, "ほかの分野もさがす").heading == "どんな支援をさがしますか"


def test_a_long_way_gives_no_false_number_and_offers_the_results(
    pages: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("todoke.apps.portal.views.finder.MANY", 1)
    monkeypatch.setattr("todoke.apps.portal.views.finder.ENOUGH", 3)
    page = begin(pages)
    assert "質問はまだたくさんあります" in page.text
    assert "問くらいです" not in page.text
    assert "全部答えなくても" not in page.text
    for _ in range(2):
        page = pages.submit(page, {}, button="わからない")
    assert pages.click(page, "結果を見る").address.endswith("/finder/results/")
    monkeypatch.setattr("todoke.apps.portal.views.finder.MANY", 1000)
    assert "問くらいです" in pages.get(page.address).text


def test_what_would_settle_a_program_begins_with_the_plainest_and_stays_short(pages: PageClient) -> None:
    begin(pages, "", "children")
    page = pages.get("/finder/results/")
    result = next(node for node in page.tree.iter() if attribute(node, "id") == "jido-fuyo-teate")
    needs = next(node for node in result.iter() if attribute(node, "class") == "needs")
    shown = [text_of(line) for part in needs if part.tag == "ul" for line in find_all(part, "li")]
    assert len(shown) == 5
    assert shown[0].startswith(("お住まいの区市町村", "ご家族"))
    assert "ほかに" in text_of(find_all(needs, "summary")[0])


def test_what_one_pays_each_time_is_not_said_to_be_once() -> None:
    shown = queries.results(Situation.empty(), on=date(2026, 11, 22))
    paid = [
        amount
        for result in shown.undetermined
        for amount in result.amounts
        if (amount.amount.kind, amount.amount.unit, amount.amount.period) == ("in_kind", "yen", "once")
    ]
    told = [str(amount_words(amount)) for amount in paid if amount.is_promised]
    assert told
    assert not [words for words in told if "1回" in words]


def test_each_law_is_named_once_in_a_result(pages: PageClient) -> None:
    begin(pages, "", "children")
    page = pages.get("/finder/results/")
    for result in (node for node in page.tree.iter() if attribute(node, "class") == "resource"):
        laws = [text_of(node) for node in result.iter() if attribute(node, "class") == "citation"]
        assert len(laws) == len(set(laws)), attribute(result, "id")


def test_answers_sent_after_the_session_ended_lead_back_to_the_question(pages: PageClient) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/en/finder/municipality/", {"place": "Shinjuku", "step": "next"})
    assert response.status_code == 403
    page = parse(response.content.decode())[0]
    assert "deleted two hours after the last one" in text_of(page)
    again = next(link for link in find_all(page, "a") if text_of(link) == "Open this page again")
    assert pages.get(attribute(again, "href")).heading == "Which municipality do you live in?"


def test_somebody_who_comes_back_to_a_question_at_the_end_is_not_told_of_no_questions_left(
    pages: PageClient,
) -> None:
    skip_to_the_end(pages, begin(pages))
    assert "質問にはすべて答えました" in pages.get("/finder/municipality/").text
