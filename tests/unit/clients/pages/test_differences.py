"""What changed between two readings of a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.clients.pages.differences import Mark, Weight, compare, likeness, marked
from todoke.clients.pages.figures import Figure, figures, kinds_changed
from todoke.clients.pages.sentences import key
from todoke.clients.pages.snapshots import Kind, PageLink, Sentence, Snapshot


def page(*texts: str, links: tuple[PageLink, ...] = (), title: str = "") -> Snapshot:
    return Snapshot("u", title=title, sentences=tuple(map(Sentence, texts)), links=links)


BEFORE = page(
    "児童手当",
    "3歳未満は月額15,000円です。",
    "申請は窓口で受け付けます。",
    "持ち物は印鑑です。",
    "お問い合わせ",
)


def test_nothing_changed() -> None:
    assert compare(BEFORE, BEFORE).is_empty
    assert compare(page(), page()).is_empty


def test_a_sentence_changed_added_and_removed() -> None:
    after = page(
        "児童手当",
        "3歳未満は月額10,000円です。",
        "申請は窓口で受け付けます。",
        "オンラインでも申請できます。",
        "お問い合わせ",
    )
    difference = compare(BEFORE, after)
    assert [one.text for one in difference.added] == ["オンラインでも申請できます。"]
    assert [one.text for one in difference.removed] == ["持ち物は印鑑です。"]
    (change,) = difference.changed
    assert [(piece.mark, piece.text) for piece in change.pieces] == [
        (Mark.SAME, "3歳未満は月額"),
        (Mark.REMOVED, "15,000円"),
        (Mark.ADDED, "10,000円"),
        (Mark.SAME, "です。"),
    ]
    assert change.kinds == {Figure.MONEY}
    assert [one.is_changed for one in difference.changes] == [True, False, False]  # in the page's order
    assert difference.weight is Weight.HIGH


def test_moving_and_widths_are_no_change() -> None:
    after = page(
        "お問い合わせ",
        "児童手当",
        "持ち物は印鑑です。",
        "３歳未満は月額１５，０００円です。",
        "申請は窓口で　受け付けます。",
    )
    assert compare(BEFORE, after).is_empty


def test_a_sentence_said_twice_is_two() -> None:
    assert len(compare(page("あり", "あり"), page("あり")).removed) == 1


def test_a_heading_is_no_sentence() -> None:
    before = Snapshot("u", sentences=(Sentence("対象となる方", Kind.HEADING),))
    after = Snapshot("u", sentences=(Sentence("対象となる方は", Kind.TEXT),))
    assert not compare(before, after).changed


def test_the_likest_sentence_is_the_pair() -> None:
    before = page("1歳児は5月1日に始まります。", "2歳児は6月1日に始まります。")
    after = page("2歳児は7月1日に始まります。", "1歳児は5月2日に始まります。")
    pairs = {
        (one.before.text[0], one.after.text[0])
        for one in compare(before, after).changed
        if one.before and one.after
    }
    assert len(pairs) == 2


@pytest.mark.parametrize(
    ("before", "after", "weight"),
    [
        ("対象は3歳までです。", "対象は4歳までです。", Weight.HIGH),
        ("4月1日から受け付けます。", "5月1日から受け付けます。", Weight.HIGH),
        ("令和7年度の募集です。", "令和8年度の募集です。", Weight.HIGH),
        ("所得が300万円以下の方", "所得が300万円未満の方", Weight.HIGH),
        ("申請が必要です。", "申請は不要です。", Weight.HIGH),
        ("費用は2割です。", "費用は3割です。", Weight.HIGH),
        ("ぜひご利用ください。", "ぜひご活用ください。", Weight.NORMAL),
        ("詳しくはお問合せください。", "くわしくはお問い合わせください。", Weight.NORMAL),
    ],
)
def test_what_matters(before: str, after: str, weight: Weight) -> None:
    difference = compare(page(before), page(after))
    assert difference.weight is weight
    assert difference.changed


def test_new_sentences_with_weight() -> None:
    assert compare(page(), page("この制度は廃止しました。")).weight is Weight.HIGH
    assert compare(page(), page("お気軽にどうぞ。")).weight is Weight.NORMAL


def test_links_and_title() -> None:
    before = page(
        links=(PageLink("申請書", "https://a.example/1"), PageLink("旧案内", "https://a.example/2")),
        title="手当",
    )
    after = page(
        links=(PageLink("申請書", "https://a.example/3"), PageLink("新案内", "https://a.example/4")),
        title="手当（新）",
    )
    difference = compare(before, after)
    assert [(one.text, one.before, one.after) for one in difference.links] == [
        ("申請書", "https://a.example/1", "https://a.example/3"),
        ("旧案内", "https://a.example/2", None),
        ("新案内", None, "https://a.example/4"),
    ]
    assert difference.title == ("手当", "手当（新）")


def test_another_page_altogether_takes_no_time() -> None:
    before = page(*(f"前の文その{number}です。" for number in range(600)))
    after = page(*(f"後ろの話{number}でした。" for number in range(600)))
    difference = compare(before, after)
    assert (len(difference.added), len(difference.removed)) == (600, 600)


WORDS = st.text(alphabet="対象は0歳から3円、１５，００。ab 月額", max_size=20)
PAGES = st.lists(WORDS.filter(key), max_size=8).map(lambda texts: page(*texts))


@given(PAGES, PAGES)
def test_every_sentence_is_accounted_for(before: Snapshot, after: Snapshot) -> None:
    difference = compare(before, after)
    stays = len(before.sentences) - len(difference.removed) - len(difference.changed)
    assert stays == len(after.sentences) - len(difference.added) - len(difference.changed)
    assert stays >= 0


@given(PAGES, PAGES)
def test_backwards_is_the_other_way_round(before: Snapshot, after: Snapshot) -> None:
    there, back = compare(before, after), compare(after, before)
    assert len(there.changes) == len(back.changes)
    assert {one.key for one in there.added} <= {one.key for one in after.sentences}
    assert there.is_empty == back.is_empty


@given(WORDS, WORDS)
def test_pieces_rebuild_both_sentences(before: str, after: str) -> None:
    pieces = marked(before, after)
    assert key("".join(one.text for one in pieces if one.mark is not Mark.ADDED)) == key(before)
    assert "".join(one.text for one in pieces if one.mark is not Mark.REMOVED) == after


@given(WORDS, WORDS)
def test_likeness_is_even_and_bounded(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, one) == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("令和8年4月1日", {(Figure.DAY, "令和8年4月1日")}),
        ("2026年4月1日から", {(Figure.DAY, "2026年4月1日"), (Figure.LIMIT, "から")}),
        ("毎月15日", {(Figure.DAY, "毎月15日")}),
        ("令和8年度", {(Figure.YEAR, "令和8年度")}),
        ("生後4か月", {(Figure.AGE, "生後4か月")}),
        ("満18歳", {(Figure.AGE, "満18歳")}),
        ("三歳児", {(Figure.AGE, "3歳")}),
        ("小学3年生", {(Figure.AGE, "小学3年生")}),
        ("14日以内", {(Figure.LENGTH, "14日以内")}),
        ("3か月", {(Figure.LENGTH, "3か月")}),
        ("1万5千円", {(Figure.MONEY, "1万5千円")}),
        ("月額15,000円", {(Figure.MONEY, "15000円")}),
        ("無料", {(Figure.MONEY, "無料")}),
        ("50%", {(Figure.SHARE, "50%")}),
        ("要介護3", {(Figure.SHARE, "要介護3")}),
        ("第3子", {(Figure.COUNT, "第3子")}),
        ("042-481-7111", {(Figure.PHONE, "042-481-7111")}),
        ("午前9時30分", {(Figure.TIME, "午前9時30分")}),
        ("9:30", {(Figure.TIME, "9:30")}),
        ("一般の方", set()),
    ],
)
def test_figures_are_told_apart(text: str, found: set[tuple[Figure, str]]) -> None:
    assert set(figures(text)) == found


def test_a_long_row_of_digits_is_read_at_once() -> None:
    assert kinds_changed("1" * 500 + "円でない", "1" * 500 + ",") == {Figure.MONEY, Figure.NUMBER}
    assert figures("1" * 500 + "x")
