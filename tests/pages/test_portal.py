"""The resident's door, page by page, as somebody without script sees it."""

import re

import pytest
from django.test import Client

from tests.pages.client import PageClient
from tests.pages.markup import attribute, find_all
from tests.pages.ways import LANGUAGES, begin, family, skip_to_the_end

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("prefix", list(LANGUAGES))
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/coverage/",
        "/privacy/",
        "/programs/",
        "/programs/jido-teate/",
        "/finder/results/",
        "/finder/answers/",
    ],
)
def test_every_open_page_is_sound_in_every_language(pages: PageClient, prefix: str, address: str) -> None:
    assert pages.get(prefix + address).status == 200


@pytest.mark.parametrize("prefix", list(LANGUAGES))
def test_every_program_has_a_sound_page(pages: PageClient, prefix: str) -> None:
    listed = pages.get(f"{prefix}/programs/")
    addresses = {
        target for target in listed.links.values() if "/programs/" in target and target.count("/") > 2
    }
    assert len(addresses) >= 70
    for address in sorted(addresses):
        if not address.endswith("/programs/"):
            pages.get(address)


def test_the_start_says_what_the_person_wants_and_leads_to_the_first_question(pages: PageClient) -> None:
    page = pages.get("/")
    assert page.heading == "受けられる支援をさがす"
    page = pages.click(page, "質問に答えてさがす")
    assert page.address.endswith("/finder/topics/")


@pytest.mark.parametrize("prefix", list(LANGUAGES))
def test_somebody_who_knows_nothing_still_reaches_the_results(pages: PageClient, prefix: str) -> None:
    page = begin(pages, prefix, "maternity")
    page = skip_to_the_end(pages, page, prefix)
    assert page.status == 200
    assert page.address.startswith(f"{prefix}/finder/results/")


def test_a_family_sees_its_allowance_with_amount_and_reason(pages: PageClient) -> None:
    page = family(pages, births=["1990-5-6", "1988-5-6", "2023-12-6", "2018-5-6"])
    assert "/finder/" in page.address
    results = pages.get("/finder/results/")
    assert "児童手当" in results.links
    assert "子ども全員分の月額" in results.text
    assert "18歳になった後の最初の3月31日までの子どもを育てている" in results.text


def test_an_answer_can_be_changed_from_the_list_of_answers(pages: PageClient) -> None:
    begin(pages, "", "children")
    pages.submit(pages.get("/finder/municipality/"), {"place": "八王子"}, button="次へ")
    answers = pages.get("/finder/answers/")
    assert "八王子市" in answers.text
    page = pages.click(answers, "変える：どの区市町村にお住まいですか")
    page = pages.submit(page, {"place": "ふちゅう", "municipality": ""}, button="次へ")
    assert page.address.endswith("/finder/answers/")
    assert "府中市" in page.text
    assert "八王子市" not in page.text


def test_all_answers_can_be_deleted(pages: PageClient) -> None:
    begin(pages, "", "children")
    page = pages.submit(pages.get("/finder/answers/"), button="答えをすべて消す")
    assert page.address.endswith("/")
    assert "まだ何も答えていません" in pages.get("/finder/answers/").text


def test_the_answers_leave_nothing_but_one_cookie(client: Client) -> None:
    client.post("/finder/topics/", {"topics": "children", "step": "next"})
    assert set(client.cookies) == {"todoke_answers"}
    assert client.cookies["todoke_answers"]["httponly"]


def test_a_place_is_found_by_kana_and_doubt_is_asked(pages: PageClient) -> None:
    begin(pages)
    page = pages.get("/finder/municipality/")
    page = pages.submit(page, {"place": "おく"}, button="次へ", status=422)
    assert "奥多摩町" in page.text
    page = pages.submit(page, {"place": "大阪市"}, button="次へ", status=422)
    assert "「大阪市」は東京都の区市町村に見つかりません" in page.text
    page = pages.submit(page, {"place": ""}, button="次へ", status=422)
    assert "区市町村の名前を書くか、一覧から選んでください" in page.text


@pytest.mark.parametrize(
    ("typed", "town"),
    [
        ("新宿", "新宿区"),
        ("しんじゅく", "新宿区"),
        ("シンジュク", "新宿区"),
        ("shinjuku", "新宿区"),
        ("東京都新宿区西新宿2丁目", "新宿区"),
        ("青ケ島", "青ヶ島村"),
        ("日の出町", "日の出町"),
    ],
)
def test_a_place_is_understood_however_it_is_written(pages: PageClient, typed: str, town: str) -> None:
    begin(pages)
    pages.submit(pages.get("/finder/municipality/"), {"place": typed}, button="次へ")
    assert town in pages.get("/finder/answers/").text


@pytest.mark.parametrize(
    ("born", "told"),
    [
        ("2026-2-30", "2026年2月に30日はありません"),
        ("2100-1-1", "これから先の日付です"),
        ("1880-1-1", "130歳より上になります"),
        ("90-1-1", "西暦は4けた"),
    ],
)
def test_a_birth_that_cannot_be_is_told_at_its_field_and_in_the_summary(
    pages: PageClient, born: str, told: str
) -> None:
    begin(pages)
    pages.submit(pages.get("/finder/municipality/"), {"place": "新宿"}, button="次へ")
    pages.submit(pages.get("/finder/family/"), {"partner": "no"}, button="次へ")
    page = pages.get("/finder/births/")
    year, month, day = born.split("-")
    name = "person.birth_date@me"
    typed = {f"{name}-year": year, f"{name}-month": month, f"{name}-day": day}
    page = pages.submit(page, typed, button="次へ", status=422)
    assert told in page.text
    summary = next(node for node in page.tree.iter() if attribute(node, "class") == "error-summary")
    assert [attribute(link, "href") for link in find_all(summary, "a")] == [f"#field-{name}-year"]
    kept = {attribute(node, "name"): attribute(node, "value") for node in find_all(page.tree, "input")}
    assert kept[f"{name}-year"] == year


def test_a_family_without_a_partner_told_is_asked_again(pages: PageClient) -> None:
    begin(pages)
    page = pages.submit(pages.get("/finder/family/"), {"children": "2"}, button="次へ", status=422)
    assert "配偶者がいるか、いないかを選んでください" in page.text
    assert "selected" in find_all(find_all(page.tree, "select")[0], "option")[2].attrib


@pytest.mark.parametrize("children", ["-1", "13", "三", "9999999999"])
def test_a_number_of_children_that_cannot_be_is_told(client: Client, children: str) -> None:
    response = client.post("/finder/family/", {"partner": "no", "children": children, "step": "next"})
    assert response.status_code == 422


def test_money_is_understood_and_nonsense_told(pages: PageClient) -> None:
    family(pages, births=["1990-5-6", "1988-5-6", "2023-12-6"])
    page = pages.get("/finder/income/")
    name = "person.salary_gross@me"
    page = pages.submit(page, {name: "−５００"}, button="次へ", status=422)
    assert "マイナスの金額は書けません" in page.text
    page = pages.submit(page, {name: "たくさん"}, button="次へ", status=422)
    assert "金額を数字で書いてください" in page.text
    pages.submit(page, {name: "３５０万円"}, button="次へ")
    assert "3,500,000円" in pages.get("/finder/answers/").text


def test_a_question_that_does_not_exist_is_not_found(pages: PageClient) -> None:
    assert pages.get("/finder/no-such-question/", status=404).heading == "ページが見つかりません"


def test_a_program_that_does_not_exist_is_not_found(pages: PageClient) -> None:
    pages.get("/programs/no-such-program/", status=404)
    pages.get("/programs/no-such-program/counter/", status=404)


@pytest.mark.parametrize(
    ("words", "program"),
    [
        ("児童手当", "児童手当"),
        ("じどうてあて", "児童手当"),
        ("赤ちゃんが生まれた", "児童手当"),
        ("Child Allowance", "児童手当"),
        ("生活保護", "生活保護"),
    ],
)
def test_everyday_words_find_a_program_among_the_first_five(
    pages: PageClient, words: str, program: str
) -> None:
    page = pages.submit(pages.get("/programs/"), {"q": words, "topic": ""})
    names = [
        "".join(node.itertext()) for node in page.tree.iter() if attribute(node, "class") == "resource__name"
    ]
    assert any(program in name for name in names[:5]), names[:8]


def test_words_that_find_nothing_say_what_to_do(pages: PageClient) -> None:
    page = pages.submit(pages.get("/programs/"), {"q": "ｑｗｅｒｔｙ12345", "topic": ""})
    assert "ことばを短くするか、別のことばでさがしてください" in page.text


def test_programs_can_be_narrowed_by_topic_and_event(pages: PageClient) -> None:
    def found(query: str) -> set[str]:
        links = pages.get(f"/programs/{query}").links.values()
        return {target for target in links if target.startswith("/programs/") and "?" not in target}

    everything = found("")
    assert 0 < len(found("?topic=children&event=birth")) < len(everything)
    assert found("?topic=nonsense") == everything


def test_an_old_version_of_a_rule_is_marked_as_such(pages: PageClient) -> None:
    page = pages.get("/programs/jido-teate/?version=2023-04-01")
    assert "いまの決まりではありません" in page.text
    assert "いまの決まりではありません" not in pages.get("/programs/jido-teate/").text


def test_the_counter_sheet_says_what_to_say_and_bring(pages: PageClient) -> None:
    family(pages, births=["1990-5-6", "1988-5-6", "2023-12-6"])
    page = pages.get("/programs/jido-teate/counter/")
    assert "「児童手当」の申し込みについて聞きたいです" in page.text
    assert "本人確認書類" in page.text


def test_the_print_sheet_has_everything_unfolded_and_no_addresses(pages: PageClient) -> None:
    family(pages, births=["1990-5-6", "1988-5-6", "2023-12-6"])
    page = pages.get("/finder/results/print/")
    assert not find_all(page.tree, "details")
    assert "申請する人名義の口座が分かるもの" in page.text
    assert "児童手当法" in page.text
    assert not [target for target in page.links.values() if target.startswith("http")]


def test_results_name_what_would_settle_each_open_program_and_lead_there(pages: PageClient) -> None:
    family(pages, births=["1990-5-6", "1988-5-6", "2023-12-6"])
    page = pages.get("/finder/results/")
    ways = [target for text, target in page.links.items() if text.startswith("答える")]
    assert ways
    assert all(target.endswith("?back=results") for target in ways)
    pages.get(ways[0])


def test_the_coverage_page_counts_what_was_checked(pages: PageClient) -> None:
    page = pages.get("/coverage/")
    assert "公式の資料で確認ずみ" in page.text
    assert "まだわからないこと" in page.text


def test_the_language_can_be_changed_on_the_way(pages: PageClient) -> None:
    begin(pages, "", "children")
    page = pages.get("/finder/municipality/")
    english = pages.click(page, "English")
    assert english.heading == "Which municipality do you live in?"
    pages.submit(english, {"place": "Shinjuku"}, button="Next")
    assert "新宿区" in pages.get("/finder/answers/").text


def test_answers_that_no_longer_fit_are_told_and_the_earlier_ones_stay(
    pages: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(pages, "", "children")
    monkeypatch.setattr("todoke.apps.portal.answers._MOST_LETTERS", 200)
    page = pages.get("/finder/municipality/")
    page = pages.submit(page, {"place": "新宿"}, button="次へ", status=422)
    assert "ブラウザーに入りきりません" in page.text
    assert "子ども・子育て" in pages.get("/finder/answers/").text


def test_a_large_family_fits_into_its_cookie(pages: PageClient) -> None:
    begin(pages)
    pages.submit(pages.get("/finder/municipality/"), {"place": "新宿"}, button="次へ")
    page = pages.get("/finder/family/")
    page = pages.submit(page, {"partner": "yes", "children": "12", "parents": "4"}, button="次へ")
    births = {attribute(node, "name"): "7" for node in find_all(page.tree, "input")}
    years = {"child": "2001", "parent": "1945"}
    typed = {
        name: years.get(re.sub(r".*@|[0-9].*", "", name), "1971") if name[-4:] == "year" else "7"
        for name in births
        if name[-4:] in ("year", "onth", "-day")
    }
    pages.submit(page, typed, button="次へ")
    assert 0 < len(pages.client.cookies["todoke_answers"].value) < 4000
    assert "2001年7月7日" in pages.get("/finder/answers/").text


def test_a_program_not_offered_here_is_not_called_unanswered(pages: PageClient) -> None:
    begin(pages, "", "immunization")
    page = pages.get("/finder/results/")
    assert "HPVワクチンのキャッチアップ接種(終了)" in page.links
    unanswered = [node for node in page.tree.iter() if attribute(node, "aria-labelledby") == "unanswered"]
    assert all("HPVワクチンのキャッチアップ接種(終了)" not in "".join(node.itertext()) for node in unanswered)


def test_opening_the_address_that_deletes_answers_deletes_nothing(pages: PageClient) -> None:
    begin(pages, "", "children")
    assert "子ども・子育て" in pages.get("/finder/forget/").text


def test_the_place_stands_in_the_header_once_it_is_told(pages: PageClient) -> None:
    begin(pages)
    pages.submit(pages.get("/finder/municipality/"), {"place": "はちじょう"}, button="次へ")
    header = find_all(pages.get("/ja-easy/programs/").tree, "header")[0]
    assert "八丈町" in "".join(node.text or "" for node in find_all(header, "ruby"))
