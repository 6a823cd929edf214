"""What a change of the official page means for the fields of a record."""

from typing import Any

import pytest

from todoke.apps.registry.domain.page_changes import field_changes, readings
from todoke.clients.pages.differences import compare
from todoke.clients.pages.text import read
from todoke.records.content import read_content

URL = "https://www.city.example/teate.html"

PAGE = """<main><h1>子育て手当</h1>
<p>市内に住む3歳未満の子どもを育てる方に、月額１５，０００円を支給します。</p>
<h2>対象者</h2><p>生後6か月以上3歳未満の子ども</p>
<h2>手続</h2>
<table><tr><th>受付期間</th><td>令和8年4月1日から令和8年9月30日まで</td></tr>
<tr><th>費用</th><td>1回500円</td></tr>
<tr><th>問い合わせ</th><td>子ども政策課 042-000-0001</td></tr>
<tr><th>持ち物</th><td>申請書と印鑑</td></tr></table>
<p>申請から14日以内に決定します。</p>
<p><a href="/form/2026.pdf">申請書</a></p></main>"""


def record(**changes: Any) -> dict[str, Any]:
    raw = {
        "kind": "program",
        "name": {"ja": "子育て手当"},
        "level": "municipality",
        "area": ["132080"],
        "summary": {
            "ja": "3歳未満の子どもを育てる方に月額15,000円を支給します。",
            "easy": "15,000えん もらえます。",
        },
        "target": {
            "conditions": {"ja": "生後6か月以上3歳未満の子ども"},
            "ages": [{"from": 6, "until": 36}],
        },
        "support": {"amounts": [{"text": {"ja": "月額15,000円"}, "yen": 15000, "per": "month"}]},
        "periods": [{"kind": "range", "from": "2026-04-01", "to": "2026-09-30"}],
        "fees": [{"text": {"ja": "1回500円"}, "yen": 500}],
        "contacts": [{"name": "子ども政策課", "phone": "042-000-0001"}],
        "documents": [{"name": {"ja": "申請書"}, "url": "https://www.city.example/form/2026.pdf"}],
        "remarks": {"ja": "持ち物は印鑑です。15,000円は口座に振り込みます。"},
        **changes,
    }
    read_content(raw)
    return raw


def proposed(before: str, after: str, raw: dict[str, Any] | None = None) -> dict[str, Any]:
    assert before in PAGE
    difference = compare(read(PAGE, url=URL), read(PAGE.replace(before, after), url=URL))
    changes = field_changes(raw or record(), difference, url=URL)
    for change in changes:
        assert change.url == URL
        assert change.quote
        assert change.as_json()["standing"] == "inferred"
    return {change.field: change.value for change in changes}


def test_an_unchanged_page_proposes_nothing() -> None:
    page = read(PAGE, url=URL)
    assert field_changes(record(), compare(page, page), url=URL) == []


def test_an_amount_is_carried_to_words_and_figures() -> None:
    assert proposed("１５，０００円", "10,000円") == {
        "summary.ja": "3歳未満の子どもを育てる方に月額10,000円を支給します。",
        "support.amounts.0.text.ja": "月額10,000円",
        "support.amounts.0.yen": 10000,
    }


def test_a_fee_in_a_table() -> None:
    assert proposed("1回500円", "1回６００円") == {"fees.0.text.ja": "1回６００円", "fees.0.yen": 600}


def test_ages_are_carried_to_the_bands_and_the_sentence() -> None:
    found = proposed("生後6か月以上3歳未満の子ども", "生後6か月以上4歳未満の子ども")
    assert found["target.ages.0.until"] == 48
    assert found["target.conditions.ja"] == "生後6か月以上4歳未満の子ども"
    assert "target.ages.0.from" not in found


def test_below_that_becomes_up_to() -> None:
    found = proposed("生後6か月以上3歳未満の子ども", "生後6か月以上3歳以下の子ども")
    assert found["target.ages.0.until"] == 48


def test_a_period_is_carried_to_its_days() -> None:
    assert proposed("令和8年9月30日", "令和8年12月28日") == {"periods.0.to": "2026-12-28"}


def test_a_phone_number() -> None:
    assert proposed("042-000-0001", "042-000-0009") == {"contacts.0.phone": "042-000-0009"}


def test_an_address_of_a_form() -> None:
    assert proposed("/form/2026.pdf", "/form/2027.pdf") == {
        "documents.0.url": "https://www.city.example/form/2027.pdf"
    }


def test_the_same_sentence_word_for_word() -> None:
    raw = record(remarks={"ja": "申請から14日以内に決定します。お早めに。"})
    assert proposed("14日以内に決定します", "おおむね14日で決定します", raw) == {
        "remarks.ja": "申請からおおむね14日で決定します。お早めに。"
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("申請書と印鑑", "申請書と本人確認書類"),  # the record says it otherwise
        ("申請から14日以内", "申請から30日以内"),  # the record does not say it
        (
            "<h2>手続</h2>",
            "<h2>手続</h2><p>所得が300万円以下の方に限ります。</p>",
        ),  # new: for a person to read
    ],
)
def test_what_the_record_does_not_say_is_not_proposed(before: str, after: str) -> None:
    assert proposed(before, after) == {}


def test_figures_in_unlike_sentences_are_left() -> None:
    raw = record(remarks={"ja": "別の制度の上限は500円です。"})
    assert "remarks.ja" not in proposed("1回500円", "1回600円", raw)


def test_two_amounts_of_which_one_cannot_tell_are_left_to_people() -> None:
    found = proposed("1回500円", "1回100円または200円")
    assert "fees.0.yen" not in found


def test_of_two_fees_alike_only_the_one_in_like_words_is_carried() -> None:
    fees = [
        {"text": {"ja": "1回500円"}, "yen": 500},
        {"text": {"ja": "おやつの実費として月に500円"}, "yen": 500},
    ]
    assert proposed("1回500円", "1回600円", record(fees=fees)) == {
        "fees.0.text.ja": "1回600円",
        "fees.0.yen": 600,
    }


def test_a_change_that_would_make_no_record_is_dropped() -> None:
    found = proposed("令和8年9月30日", "令和8年3月1日")  # before its beginning
    assert found == {}


def read_conditions(before: str, after: str) -> list[tuple[str, str]]:
    difference = compare(read(PAGE, url=URL), read(PAGE.replace(before, after), url=URL))
    return [(one["kind"], one["quote"]) for one in readings(difference)]


def test_conditions_in_new_sentences_are_read_for_the_owner() -> None:
    added = "<h2>対象者</h2><p>生活保護を受けている方は除きます。</p>"
    assert [kind for kind, _ in read_conditions("<h2>対象者</h2>", added)] == ["ほかの制度"]
    assert read_conditions("3歳未満の子ども</p>", "4歳未満の子ども</p>")[0][0] == "年齢・学年"
    assert read_conditions("1回500円", "1回600円") == []


def test_other_languages_and_codes_are_never_touched() -> None:
    found = proposed("１５，０００円", "10,000円")
    assert not [at for at in found if at.endswith((".easy", ".en"))]
    assert "level" not in found
