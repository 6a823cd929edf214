"""Pages of the registry, as a resident without script sees them."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from tests.factories.registry import (
    CHOFU,
    NOW,
    SUMIDA,
    TODAY,
    procedure_content,
    program_content,
    published,
    some_bodies,
)
from tests.pages.client import PageClient
from tests.pages.markup import find_all, text_of
from tests.pages.ways import family
from todoke.apps.registry.actions.counting import record_digital_counts
from todoke.apps.registry.actions.publishing import Entry, publish
from todoke.apps.registry.models import Link, Proposal, Record, Statement, Task
from todoke.apps.registry.seeding.loading import load_folder
from todoke.clients.pages.states import LinkState
from todoke.records.examples import ExampleMissingError, examples_for, load_examples
from todoke.records.plainness import LONGEST_LEAD, LONGEST_NAME

pytestmark = pytest.mark.django_db

HEAD = "tdk1.0+8000020130001+1001+R"
LOCAL = "tdk1.0+7000020132080+30+R"
PROGRAM = "tdk1.0+7000020132080+1+P"
LANGUAGES = ("", "/ja-easy", "/en")


@pytest.fixture
def town() -> dict[str, Record]:
    """A procedure of all Tokyo with 調布市's variant, and a program of 調布市 that it serves."""
    some_bodies()
    return {
        "head": published(
            procedure_content(
                words=["引っ越し", "てんにゅう"],
                life_events=["moving"],
                who="引っ越してきた本人か、同じ世帯の人",
                periods=[
                    {"kind": "rolling", "event": "moving_in", "days": 14, "text": "住み始めた日から14日以内"}
                ],
                documents=[{"name": "マイナンバーカード"}, {"name": "転出証明書", "required": False}],
                links=[{"url": "https://www.digital.go.jp/moving", "role": "official", "title": "引越し"}],
                legal_basis=[{"law": "住民基本台帳法", "article": "第22条"}],
            ),
            HEAD,
        ),
        "local": published(
            procedure_content(
                name="転入届(調布市)",
                area=[CHOFU],
                origin={"number": HEAD, "change": 1},
                channels=[{"kind": "online", "url": "https://www.city.chofu.lg.jp/yoyaku"}],
                life_events=["moving"],
            ),
            LOCAL,
        ),
        "program": published(
            program_content(
                procedures=[HEAD],
                description="案内\n|年齢|額|\n|:--|:--|\n|3歳|5,000円|\n市の案内;https://www.city.chofu.lg.jp/a",
                target={"persons": "3歳未満の子ども", "ages": [{"until": 36}]},
            ),
            PROGRAM,
        ),
    }


def address(record: Record, rest: str = "") -> str:
    return f"/id/{record.slug}/{rest}"


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_every_page_of_a_record_is_sound_in_every_language(pages: PageClient, town, prefix: str) -> None:
    for record in town.values():
        for rest in ("", "history/", "correct/", "corrected/"):
            assert pages.get(prefix + address(record, rest)).status == 200


def test_the_first_screen_says_who_until_when_and_what_to_bring(pages: PageClient, town) -> None:
    page = pages.get(address(town["head"]))
    text = page.text
    places = [text.index(words) for words in ("だれが", "いつまでに", "持っていくもの", "根拠と記録")]
    assert places == sorted(places)
    assert "住み始めた日から14日以内" in text
    assert "住民基本台帳法" in text[places[-1] :]
    assert "公式のページを見る" in page.links


def test_a_resident_of_the_municipality_is_shown_its_own_version(pages: PageClient, town) -> None:
    page = pages.get(f"{address(town['head'])}?in={CHOFU}")
    assert page.heading == "転入届(調布市)"
    assert "オンラインで手続する" in page.links
    assert pages.get(f"{address(town['head'])}?in={SUMIDA}").heading == "転入届"


def test_a_number_resolves_however_it_is_written(pages: PageClient, town) -> None:
    for written in (HEAD, HEAD.replace("+", "%2B"), HEAD.replace("+", "-")):
        assert pages.get(f"/id/{written}/").heading == "転入届"


def test_a_number_nobody_has_is_not_found(pages: PageClient, town) -> None:
    for number in ("tdk1.0-8000020130001-99999-R", "tdk1.0-8000020130002-1-R", "sonzai-shinai"):
        page = pages.get(f"/id/{number}/", status=404)
        assert page.links["todoke 届け"] == "/"


def test_a_number_typed_into_the_search_leads_to_its_page(pages: PageClient, town) -> None:
    assert pages.get(f"/search/?q={HEAD.replace('+', '%2B')}").heading == "転入届"


def test_official_text_becomes_paragraphs_tables_and_links(pages: PageClient, town) -> None:
    page = pages.get(address(town["program"]))
    assert page.links["市の案内"] == "https://www.city.chofu.lg.jp/a"
    assert "5,000円" in page.text
    assert "|" not in page.text


def test_a_table_of_what_one_gets_stands_below_never_in_the_first_screen(pages: PageClient) -> None:
    some_bodies()
    table = "助成\n|種別|額|\n|:--|:--|\n|健診|5,000円|"
    record = published(program_content(support={"text": table, "money": table}), "tdk1.0+7000020132080+41+P")
    page = pages.get(address(record))
    assert "|" not in page.text
    assert page.links["くわしく見る"] == "#details"
    assert len(find_all(page.tree, "table")) == 1
    alone = published(program_content(support={"text": table}), "tdk1.0+7000020132080+42+P")
    assert len(find_all(pages.get(address(alone)).tree, "table")) == 1


def test_a_leaflet_pasted_into_a_field_is_folded(pages: PageClient) -> None:
    some_bodies()
    leaflet = "窓口で配る案内のとおりです。" * 20
    record = published(
        program_content(documents=[{"name": leaflet}], periods=[{"kind": "always", "text": leaflet}]),
        "tdk1.0+7000020132080+43+P",
    )
    page = pages.get(address(record))
    assert page.links["くわしく見る"] == "#bring"
    assert leaflet in page.text.partition("持っていくものの一覧")[2]
    assert [text_of(one) for one in find_all(page.tree, "summary")] == ["期間の説明を開く"]


def test_what_ended_says_so_and_offers_no_button(pages: PageClient, town) -> None:
    record = town["local"]
    publish(
        Entry(record.number, record.content, effective_from=TODAY, statement=Statement.RETIRED),
        on=TODAY,
        at=NOW,
        channel="seed",
    )
    page = pages.get(address(record))
    assert "この手続・制度は終わりました" in page.text
    assert "オンラインで手続する" not in page.links


def test_a_record_past_its_review_says_since_when(pages: PageClient, town) -> None:
    record = published(procedure_content(name="古い届", review_on="2026-04-01"), "tdk1.0+8000020130001+7+R")
    assert "2026年4月1日(水)から確かめられていません" in pages.get(address(record)).text


def test_the_version_of_an_earlier_day_can_be_read(pages: PageClient, town) -> None:
    record = town["head"]
    publish(
        Entry(record.number, procedure_content(name="転入届(新)"), effective_from=date(2026, 10, 1)),
        on=TODAY,
        at=NOW,
        channel="seed",
    )
    assert pages.get(address(record)).heading == "転入届(新)"
    assert pages.get(f"{address(record)}?on=2026-09-30").heading == "転入届"
    history = pages.get(address(record, "history/"))
    assert "2026年10月1日(木)から" in history.text


def test_anybody_can_say_what_is_wrong_and_nothing_about_them_is_kept(pages: PageClient, town) -> None:
    page = pages.get(address(town["program"], "correct/"))
    page = pages.submit(
        page, {"words": "電話番号が違います", "source": "https://www.city.chofu.lg.jp/x"}, button="知らせる"
    )
    assert page.heading == "知らせを受け取りました"
    proposal = Proposal.objects.get()
    assert (proposal.words, proposal.opened_by, proposal.raw) == ("電話番号が違います", None, None)
    assert Task.objects.get().need == "outsider"


def test_a_correction_that_cannot_be_taken_says_what_to_do(pages: PageClient, town) -> None:
    page = pages.get(address(town["program"], "correct/"))
    page = pages.submit(
        page, {"words": " ", "source": "ftp://www.city.chofu.lg.jp/x"}, button="知らせる", status=422
    )
    assert page.links["どこがちがうかを書いてください。"] == "#field-words"
    assert "https:// から始まるページのアドレス" in page.text
    assert not Proposal.objects.exists()


def test_a_dead_link_is_named_and_never_linked(pages: PageClient, town) -> None:
    for record in town.values():
        Link.objects.update(state=LinkState.DEAD.value)
        Link.objects.get_or_create(
            url="https://www.city.chofu.lg.jp/a", defaults={"state": LinkState.DEAD.value}
        )
        page = pages.get(f"{address(record)}?own=1")
        assert not [target for target in page.links.values() if target.startswith("http")], record.number
        assert "公式のページを見る" not in page.links
        assert "オンラインで手続する" not in page.links
    assert "リンク切れを確認中" in page.text


def test_what_the_municipality_leaves_out_is_told_from_all_tokyo(pages: PageClient, town) -> None:
    page = pages.get(address(town["local"]))
    assert "引っ越してきた本人か、同じ世帯の人" in page.text
    assert "住み始めた日から14日以内" in page.text
    assert "東京のどこでも同じ内容から" in page.text
    assert "東京のどこでも同じ内容から" not in pages.get(address(town["head"])).text


def test_an_unknown_duration_is_said_of_procedures_only(pages: PageClient, town) -> None:
    assert "決まった日数は書かれていません" in pages.get(address(town["head"])).text
    assert "かかる時間" not in pages.get(address(town["program"])).text
    told = procedure_content(
        name="早い届", minutes=5, channels=[{"kind": "counter", "processing": {"text": "その日のうち"}}]
    )
    text = pages.get(address(published(told, "tdk1.0+8000020130001+8+R"))).text
    assert "書くのに5分くらい" in text
    assert "決まるまでその日のうち" in text


def test_a_record_that_says_little_has_no_empty_parts(pages: PageClient) -> None:
    some_bodies()
    record = published(
        procedure_content(name="短い届", level="nation", contacts=[], area=[]), "tdk1.0+8000020130001+9+R"
    )
    headings = [text_of(one) for one in find_all(pages.get(address(record)).tree, "h2", "h3")]
    assert headings == ["お住まいの区市町村の窓口", "根拠と記録"]
    assert "国の調査" not in pages.get(address(record)).text


def test_only_what_everybody_brings_stands_first_and_the_list_has_all(pages: PageClient, town) -> None:
    page = pages.get(address(town["head"]))
    assert page.text.index("転出証明書") < page.text.index("お住まいの区市町村の窓口")
    many = procedure_content(
        name="重い届",
        documents=[
            {"name": "在留カード", "needed_when": "外国籍のとき"},
            *({"name": f"とても長い名前の書類{at}番目の写し"} for at in range(5)),
        ],
    )
    page = pages.get(address(published(many, "tdk1.0+8000020130001+10+R")))
    assert page.links["ほか4つ"] == "#bring"
    first, _, rest = page.text.partition("持っていくものの一覧")
    assert "在留カード" not in first
    assert "外国籍のとき" in rest


def test_who_only_the_counter_serves_is_led_to_it(pages: PageClient) -> None:
    some_bodies()
    record = published(procedure_content(name="窓口の届"), "tdk1.0+8000020130001+11+R")
    assert pages.get(address(record)).links["お住まいの区市町村を選ぶ"] == "#own-place"
    page = pages.get(f"{address(record)}?in={SUMIDA}")
    assert "墨田区の窓口や持ちものは、まだ登録されていません" in page.text
    assert page.links["墨田区のホームページ"].startswith("https://")


def test_a_procedure_known_from_the_national_survey_alone_leads_to_no_municipality(pages: PageClient) -> None:
    some_bodies()
    content = procedure_content(
        name="名簿からの削除の申出", level="nation", area=[], owner={"name": "人事院"}, contacts=[]
    )
    number = "tdk1.0+8000012010038+146+R"
    publish(Entry(number, content), on=TODAY, at=NOW, channel="procedures-survey")
    page = pages.get(address(Record.objects.get(number=number)))
    assert "国の調査にある、法律の上の手続です" in page.text
    assert "お住まいの区市町村を選ぶ" not in page.links


def test_what_an_office_says_in_japanese_is_marked_as_japanese(pages: PageClient, town) -> None:
    page = pages.get(f"/en{address(town['head'])}")
    assert "Within 14 days" in page.text
    marked = [text_of(one) for one in find_all(page.tree, "span") if one.get("lang") == "ja"]
    assert "住み始めた日から14日以内" in marked


def test_a_program_with_rules_names_its_number_its_procedures_and_its_local_record(pages: PageClient) -> None:
    some_bodies()
    head = "tdk1.0+8000020130001+1+UM24"
    claim = "tdk1.0+8000020130001+1041+UM24"
    published(procedure_content(name="児童手当の認定請求", area=[]), claim)
    content = program_content(
        name="児童手当", level="nation", area=[], rules="jido-teate", procedures=[claim]
    )
    published(content, head, aliases=[("rules", "jido-teate")])
    published(
        program_content(name="児童手当(調布市)", origin={"number": head, "change": 0}, rules="jido-teate"),
        "tdk1.0+7000020132080+2+UM24",
    )
    page = pages.get("/programs/jido-teate/")
    assert head in page.links
    assert "児童手当の認定請求" in page.links
    assert {"内容の移り変わり", "データ（JSON）", "まちがいを知らせる"} <= page.links.keys()
    assert "児童手当(調布市)" not in page.links
    local = pages.get(f"/programs/jido-teate/?in={CHOFU}")
    assert "調布市の窓口・手続" in local.text
    assert "児童手当(調布市)" in local.links
    Link.objects.update_or_create(
        url=local.links["公式のページを見る"], defaults={"state": LinkState.DEAD.value}
    )
    assert "公式のページを見る" not in pages.get("/programs/jido-teate/").links


def test_the_municipality_once_chosen_goes_along(pages: PageClient, town) -> None:
    page = pages.submit(pages.get("/"), {"q": "転入届", "in": CHOFU})
    chosen = [one for one in find_all(page.tree, "option") if "selected" in one.attrib]
    assert [text_of(one) for one in chosen] == ["調布市"]
    page = pages.click(page, "転入届(調布市)")
    for link in ("手続と制度をさがす", "できごとからさがす", "デジタル化の進み具合", "todoke 届け"):
        assert page.links[link].endswith(f"?in={CHOFU}"), link
    assert "調布市" in text_of(find_all(page.tree, "header")[0])


def test_what_the_finder_was_told_chooses_the_municipality_but_enters_no_address(
    pages: PageClient, town
) -> None:
    pages.post("/finder/topics/", {"step": "unknown"})
    pages.post("/finder/municipality/", {"place": "調布市", "step": "next"})
    page = pages.get("/search/?q=転入届")
    assert "転入届(調布市)" in page.links
    assert [target for target in page.links.values() if "in=" in target] == []
    assert "転入届(調布市)" not in pages.get("/search/?q=転入届&in=").links


def test_narrowing_by_age_says_that_records_without_ages_stay(pages: PageClient, town) -> None:
    assert "年齢が書かれていないもの" in pages.get(f"/search/?q=子育て応援券&age=1&in={CHOFU}").text


def test_results_can_be_narrowed_and_widened_again(pages: PageClient, town) -> None:
    page = pages.get("/search/?q=転入届&life_event=moving")
    assert "引っ越し をやめる" in page.links
    wider = pages.click(page, "引っ越し をやめる")
    assert "life_event" not in wider.address
    nothing = pages.get("/search/?q=転入届&life_event=pets")
    assert "しぼりこみをやめて、もう一度さがす" in nothing.links


def test_a_number_that_no_record_has_is_said(pages: PageClient, town) -> None:
    assert "この番号の登録はありません" in pages.get("/search/?q=tdk1.0-8000020130001-99999-R").text


def test_the_list_of_programs_leads_to_the_search_of_everything(pages: PageClient) -> None:
    assert pages.get("/programs/").links["手続もふくめて、くらしのことばでさがす"] == "/search/"


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_searching_is_sound_with_and_without_results(pages: PageClient, town, prefix: str) -> None:
    for query in (
        "",
        "?q=転入届",
        f"?q=引っ越し&in={CHOFU}",
        "?q=ぬるぽがっ",
        "?kind=procedure",
        "?page=9999&q=届",
    ):
        assert pages.get(f"{prefix}/search/{query}").status == 200


def test_search_finds_one_version_of_each_and_that_of_the_municipality(pages: PageClient, town) -> None:
    assert "転入届(調布市)" not in pages.get("/search/?q=転入届").links
    local = pages.get(f"/search/?q=転入届&in={CHOFU}")
    assert "転入届(調布市)" in local.links
    assert "転入届" not in local.links


def test_no_result_still_helps(pages: PageClient, town) -> None:
    page = pages.get(f"/search/?q=ぬるぽがっ&in={CHOFU}")
    assert "見つかりませんでした" in page.text
    assert "調布市の代表電話" in page.text
    assert "赤ちゃんが生まれたとき" in page.links


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_every_life_event_has_a_sound_page(pages: PageClient, town, prefix: str) -> None:
    listed = pages.get(f"{prefix}/events/?in={CHOFU}")
    events = [target for target in listed.links.values() if "/events/" in target and "in=" in target]
    assert len(set(events)) >= 12
    for target in sorted(set(events)):
        assert pages.get(target).status == 200


def test_a_life_event_names_the_municipalitys_own_procedure(pages: PageClient, town) -> None:
    assert "転入届(調布市)" in pages.get(f"/events/moving/?in={CHOFU}").links
    assert "転入届(調布市)" not in pages.get("/events/moving/").links


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_the_digital_rate_shows_what_it_is_made_of(pages: PageClient, town, prefix: str) -> None:
    record_digital_counts(on=TODAY)
    page = pages.get(f"{prefix}/digital/?in={CHOFU}")
    assert page.status == 200
    if not prefix:
        assert "2 件のうち 0 件がオンラインでできます" in page.text
        assert "018サポート" in page.text


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_the_score_of_each_body_shows_what_it_is_made_of(pages: PageClient, town, prefix: str) -> None:
    page = pages.get(f"{prefix}/quality/")
    body = next(
        target for target in page.links.values() if target.count("/quality/") and target[-2].isdigit()
    )
    assert pages.get(body).status == 200
    pages.get(f"{prefix}/quality/0000000000000/", status=404)


def test_no_rate_without_an_example() -> None:
    examples = load_examples(Path(settings.BASE_DIR) / "data" / "registry" / "examples.yaml")
    assert examples_for("digital", examples)
    with pytest.raises(ExampleMissingError):
        examples_for("qos", examples)


@pytest.mark.slow
def test_every_page_of_the_seed_is_sound_and_reaches_its_button_in_few_words(pages: PageClient) -> None:
    load_folder(Path(settings.BASE_DIR) / "data", on=TODAY, at=NOW)
    records = Record.objects.filter(state="published").exclude(level="")
    assert records.count() > 300
    limit = LONGEST_NAME * 3 + LONGEST_LEAD + 120  # names in two forms, chips and notes beside the lead
    for at, record in enumerate(records.order_by("number")):
        page = pages.get(f"{address(record)}?own=1")
        assert page.status == 200
        if at % 12 == 0:
            for prefix in LANGUAGES[1:]:
                pages.get(f"{prefix}{address(record)}?own=1")
        if "/id/" in page.address:
            before = page.text.split("だれが")[0].split("いつまでに")[0]
            assert len(before) < limit + 200, record.number


def test_a_program_whose_rules_have_ended_says_so_and_offers_no_questions(pages: PageClient) -> None:
    page = pages.get("/programs/bukka-kosodate-ouen-teate/")
    assert "この手続・制度は終わりました" in page.text
    assert "自分が受けられるか調べる" not in page.links
    assert "自分が受けられるか調べる" in pages.get("/programs/jido-teate/").links


def test_a_dead_source_is_not_linked_among_the_results(pages: PageClient) -> None:
    family(pages, births=["1990-5-6", "1988-5-6", "2023-12-6"])
    results = pages.get("/finder/results/")
    law = next(url for url in results.links.values() if "laws.e-gov" in url or "city." in url)
    Link.objects.create(url=law, state=LinkState.DEAD.value)
    assert law not in pages.get("/finder/results/").links.values()
