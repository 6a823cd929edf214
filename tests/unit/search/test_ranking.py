"""What residents do comes first, and the nearer a record's words are to the question, the higher it stands."""

from tests.unit.search.words import LEXICON
from todoke.search.planning import plan
from todoke.search.ranking import rank
from todoke.search.searchables import Searchable, Tier, heading_of, terms_of


def heading(key, name, **facts):
    return heading_of(Searchable(key, name, **facts), LEXICON.spelling)


def order(asked, *headings, **more):
    return [one.key for one in rank(plan(asked, LEXICON), headings, LEXICON.weights, **more)]


def test_the_record_of_that_name_comes_before_one_that_mentions_it():
    whole = heading("whole", "児童手当")
    longer = heading("longer", "特別児童扶養手当")
    mentions = heading("mentions", "ひとり親の相談", summary="児童手当を受けている人の相談にも応じます。")
    assert order("児童手当", mentions, longer, whole)[0] == "whole"
    assert order("児童手当", mentions, longer, whole)[-1] == "mentions"


def test_what_residents_file_comes_before_what_offices_send_one_another():
    town = heading("town", "転入届", areas=("131016",))
    law = heading("law", "転入届", tier=Tier.LAW)
    office = heading("office", "転入届", tier=Tier.OFFICE)
    assert order("引っ越してきた", office, law, town) == ["town", "law", "office"]


def test_a_record_is_found_by_its_own_everyday_words():
    ours = heading("ours", "衛生害虫の相談", words=("台所に黒い虫が出た",))
    assert order("台所に黒い虫が出た", heading("other", "台所の改修費の助成"), ours)[0] == "ours"


def test_a_municipal_record_comes_before_the_same_for_all_tokyo():
    assert (
        order(
            "粗大ごみ",
            heading("tokyo", "粗大ごみ", areas=("130001",)),
            heading("own", "粗大ごみ", areas=("131016",)),
        )[0]
        == "own"
    )


def test_word_vectors_can_lift_a_record_no_word_leads_to():
    near, far = heading("near", "空間放射線量の測定"), heading("far", "緑化の助成")
    assert order("見えない線が心配", near, far, similarities={"near": 0.8})[0] == "near"


def test_why_names_the_official_words_that_led_there():
    (best,) = rank(plan("赤ちゃんが生まれた", LEXICON), [heading("a", "出生届")], LEXICON.weights)
    assert "出生届" in best.why


def test_tokens_begin_with_the_scope_and_hold_the_facets():
    searchable = Searchable(
        "a", "犬の登録", areas=("131016", "131024"), facets={"life_event": ("pets",)}, summary="犬を飼う人"
    )
    found = terms_of(searchable, heading_of(searchable, LEXICON.spelling), LEXICON.spelling)
    assert "131016a犬" in found["name"]
    assert "131024a登録" in found["name"]
    assert found["facets"] == ["131016alifeeventpets", "131024alifeeventpets"]
