"""The main text of official pages, whatever they are built with."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.clients.pages.snapshots import Kind, PageLink, Snapshot, from_json
from todoke.clients.pages.text import links_of, read

URL = "https://www.city.example/kosodate/teate/1001.html"

PAGE = """<!DOCTYPE html>
<html lang="ja"><head><meta charset="utf-8"><title>児童手当｜見本市</title>
<script>var counter = 123;</script><style>p { color: red }</style></head>
<body>
<header><p>見本市</p><nav><ul><li><a href="/kosodate/">子育て</a></li></ul></nav></header>
<div id="tmp_pankuzu"><a href="/">トップ</a> &gt; 児童手当</div>
<main>
  <p>ここから本文です。</p>
  <h1>児童手当</h1>
  <p class="update">更新日：令和8年10月1日</p><p>ページ番号：1001</p>
  <p>児童手当は、高校生年代までの
     子どもを育てる方に支給します。所得制限はありません。<img src="x.png" alt="イラスト"></p>
  <h2>支給額</h2>
  <table><caption>月額</caption>
    <tr><th>区分</th><th>第1子・第2子</th><th>第3子以降</th></tr>
    <tr><th>3歳未満</th><td>15,000円</td><td>30,000円</td></tr>
  </table>
  <h2>手続</h2>
  <table>
    <tr><th>持ち物</th><td><ul><li>本人確認書類</li><li>口座の分かるもの。<br>写しでも可</li></ul></td></tr>
    <tr><th>窓口</th><td>子育て支援課（電話：042-000-0000）</td></tr>
  </table>
  <ul>
    <li>出生の日の翌日から15日以内</li>
    <li><a href="../form/apply.html?id=1#form">申請書</a>を出す<ul><li>郵送も可</li></ul></li>
  </ul>
  <dl><dt>受付時間</dt><dd>8時30分から17時まで</dd><dt>休み</dt><dd>土曜日</dd></dl>
  <p><a href="/pdf/a.pdf"><img alt="案内（PDF）" src="a.png"></a><a href="#top">ページの先頭へ戻る</a></p>
  <div class="sns-area"><a href="https://x.example/share">ポスト</a></div>
  <p>アクセス数：1,234</p>
  <p hidden>準備中</p><p style="display: none">旧文</p>
</main>
<aside><p>広告</p></aside>
<footer><p>見本市役所</p></footer>
</body></html>"""


def texts(html: str) -> list[str]:
    return [one.text for one in read(html, url=URL).sentences]


def test_a_whole_page() -> None:
    page = read(PAGE, url=URL)
    assert (page.title, page.heading, page.updated_on) == ("児童手当｜見本市", "児童手当", date(2026, 10, 1))
    assert [(one.kind, one.text, one.heading) for one in page.sentences] == [
        (Kind.HEADING, "児童手当", ""),
        (Kind.TEXT, "児童手当は、高校生年代までの子どもを育てる方に支給します。", "児童手当"),
        (Kind.TEXT, "所得制限はありません。", "児童手当"),
        (Kind.HEADING, "支給額", ""),
        (Kind.TEXT, "月額", "支給額"),
        (Kind.ROW, "区分｜第1子・第2子｜第3子以降", "支給額"),
        (Kind.ROW, "3歳未満｜15,000円｜30,000円", "支給額"),
        (Kind.HEADING, "手続", ""),
        (Kind.ROW, "持ち物｜本人確認書類", "手続"),
        (Kind.ROW, "持ち物｜口座の分かるもの。", "手続"),
        (Kind.ROW, "持ち物｜写しでも可", "手続"),
        (Kind.ROW, "窓口｜子育て支援課（電話：042-000-0000）", "手続"),
        (Kind.ITEM, "出生の日の翌日から15日以内", "手続"),
        (Kind.ITEM, "申請書を出す", "手続"),
        (Kind.ITEM, "郵送も可", "手続"),
        (Kind.ROW, "受付時間｜8時30分から17時まで", "手続"),
        (Kind.ROW, "休み｜土曜日", "手続"),
    ]
    assert page.links == (
        PageLink("申請書", "https://www.city.example/kosodate/form/apply.html?id=1", "手続"),
        PageLink("案内（PDF）", "https://www.city.example/pdf/a.pdf", "手続"),
    )
    assert page.sentences[6].cells == ("3歳未満", "15,000円", "30,000円")


def test_menus_count_when_links_are_gathered() -> None:
    assert "https://www.city.example/kosodate/" in {link.url for link in links_of(PAGE, url=URL)}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("アクセス数：1,234", "アクセス数：9,999"),
        ("更新日：令和8年10月1日", "更新日：令和8年11月2日"),
        ("<p>広告</p>", "<p>新しい広告です。今だけお得。</p>"),
        ("var counter = 123;", "var counter = 124;"),
        ("</main>", '<div id="ad_area"><a href="https://shop.example/">売り出し中です</a></div></main>'),
        ("</main>", "<p>印刷日時：2026年11月22日 10時5分</p></main>"),
        ("</main>", "<p>あなたは12,345人目の訪問者です</p></main>"),
        ("</main>", "<form><p>このページは役に立ちましたか</p><label>役に立った</label></form></main>"),
        ("</main>", "<p>PDFをご覧になるには Adobe Reader が必要です。</p></main>"),
        ("見本市役所", "見本市役所 本庁舎"),
        ("15,000円", "１５，０００円"),
        ("<p>児童手当は、", "<p>\n   児童手当は、"),
        ("<h2>支給額</h2>", '<h2 class="new" id="h-1"><span>支給額</span></h2>'),
        ("<body>", '<body class="pc"><!-- 日付 2026-11-22 -->'),
    ],
)
def test_cosmetic_changes_leave_the_fingerprint(before: str, after: str) -> None:
    assert before in PAGE
    changed = PAGE.replace(before, after, 1)
    assert read(changed, url=URL).fingerprint == read(PAGE, url=URL).fingerprint


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("15,000円", "10,000円"),
        ("15日以内", "14日以内"),
        ("所得制限はありません。", "所得制限があります。"),
        ("/pdf/a.pdf", "/pdf/b.pdf"),
        ("042-000-0000", "042-000-0001"),
        ("<li>郵送も可</li>", ""),
        ("児童手当｜見本市", "児童手当（終了しました）｜見本市"),
    ],
)
def test_what_residents_read_changes_the_fingerprint(before: str, after: str) -> None:
    assert before in PAGE
    changed = PAGE.replace(before, after, 1)
    assert read(changed, url=URL).fingerprint != read(PAGE, url=URL).fingerprint


def test_an_old_page_laid_out_with_tables() -> None:
    html = """<html><head><title>乳幼児医療</title></head><body><form id="aspnetForm">
    <table><tr><td>メニュー</td><td>
      <table><tr><td><h1>医療費の助成</h1><p>対象は就学前の子です。<br>窓口で手続をしてください。</p></td></tr></table>
    </td></tr></table></form></body></html>"""
    assert texts(html)[-3:] == ["医療費の助成", "対象は就学前の子です。", "窓口で手続をしてください。"]


def test_a_page_wrapped_in_a_frame_by_name_is_still_read() -> None:
    html = '<body><div id="menu"><h1>見出し</h1><p>本文はここにあります。</p></div></body>'
    assert texts(html) == ["見出し", "本文はここにあります。"]


def test_headings_of_sections_are_kept_in_their_headers() -> None:
    html = "<main><article><header><h2>対象</h2></header><p>0歳から。</p></article></main>"
    assert [one.kind for one in read(html, url=URL).sentences] == [Kind.HEADING, Kind.TEXT]


def test_an_empty_main_part_is_not_believed() -> None:
    html = '<main></main><div class="body">' + "<p>対象は市内に住む方です。</p>" * 20 + "</div>"
    assert len(texts(html)) == 20


def test_a_base_address_is_followed() -> None:
    page = read('<base href="/sub/"><main><a href="x.html">申請</a></main>', url=URL)
    assert page.links == (PageLink("申請", "https://www.city.example/sub/x.html"),)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("更新日：2026年4月1日", date(2026, 4, 1)),
        ("最終更新日 令和８年４月１日", date(2026, 4, 1)),
        ("<dl><dt>更新日</dt><dd>2026/4/1</dd></dl>", date(2026, 4, 1)),
        ("2026年4月1日更新", date(2026, 4, 1)),
        ("公開日：2020年1月1日 最終更新日：2026年4月1日", date(2026, 4, 1)),
        ("掲載日：R8.4.1", date(2026, 4, 1)),
        ("更新日：2026年13月1日", None),
        ("更新を続けています", None),
        ("2026年4月1日から", None),
    ],
)
def test_the_day_a_page_says_it_was_changed(text: str, on: date | None) -> None:
    assert read(f"<body><p>{text}</p></body>", url=URL).updated_on == on


@pytest.mark.parametrize(
    "html", ["", "<", "<html>", "<table><tr>", "\x00", "<p>" * 3_000 + "深い", "<a href>x</a>", "<div " * 99]
)
def test_broken_pages_are_read(html: str) -> None:
    read(html, url=URL)
    links_of(html, url=URL)


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<p><ruby>届<rp>(</rp><rt>とど</rt><rp>)</rp></ruby>け出てください。</p>", ["届け出てください。"]),
        ("<p>月額<del>5,000円</del>6,000円です。</p>", ["月額6,000円です。"]),
        ("<p>子\u200bども</p>", ["子ども"]),
        (
            '<h2><img src="a.png" alt="対象となる方"></h2><p>0歳。<img alt="絵"></p>',
            ["対象となる方", "0歳。"],
        ),
        ('<div class="header"><h2>対象</h2></div><p>0歳。</p>', ["対象", "0歳。"]),
        (
            '<div class="header">市の名前</div><p>対象は市内に住む0歳の子です。</p>',
            ["対象は市内に住む0歳の子です。"],
        ),
        ("<details><summary>くわしく</summary><p>対象は0歳。</p></details>", ["くわしく", "対象は0歳。"]),
        ("<p>対象は<b>0歳</b>です。<br>次の行</p>", ["対象は0歳です。", "次の行"]),
        (
            "本文だけの文です。<div>次です。</div>終わりです。",
            ["本文だけの文です。", "次です。", "終わりです。"],
        ),
        ("<ol><li>申請<ol><li>窓口</li></ol></li><li>決定</li></ol>", ["申請", "窓口", "決定"]),
        ("<table><tr><td>0歳から。3歳まで。</td></tr></table>", ["0歳から。", "3歳まで。"]),
        ("<dl><dt>対象</dt><dt>年齢</dt><dd>0歳</dd><dd>1歳</dd></dl>", ["対象", "年齢｜0歳", "1歳"]),
        (
            '<p id="tmp_update">更新日：2026年4月1日</p><div id="tmp_feedback">役に立ちましたか</div><p>0歳。</p>',
            ["0歳。"],
        ),
    ],
)
def test_what_a_reader_sees(html: str, said: list[str]) -> None:
    assert texts(f"<body>{html}</body>") == said


def test_a_letter_no_database_keeps_is_left_out() -> None:
    page = read("<title>手\x00当</title><main><p>対\x00象&#0;です。</p></main>", url=URL)
    assert "\x00" not in page.title + "".join(one.text for one in page.sentences)


def test_deep_pages_keep_their_words() -> None:
    assert texts("<div>" * 1_000 + "深いところの文です。" + "</div>" * 1_000) == ["深いところの文です。"]


PARTS = st.sampled_from(
    "<p> </p> <table> <tr> <td> </td> </tr> </table> <ul> <li> </li> <h2> </h2> <br> <div> </div> <dl> <dt> <dd> "
    "対象 0歳 。 「 」 <a href='/x'> </a> <form> </form> <main> </main> &amp; <!-- -->".split()
)


@given(st.lists(PARTS, max_size=40))
def test_any_markup_is_read_the_same_twice_and_kept_whole(parts: list[str]) -> None:
    html = "".join(parts)
    page = read(html, url=URL)
    assert read(html, url=URL) == page
    assert from_json(page.as_json()) == page
    assert all(one.text.strip() == one.text != "" for one in page.sentences)


def test_a_reading_of_a_later_version_is_refused() -> None:
    with pytest.raises(ValueError, match="新しい版"):
        from_json(Snapshot(URL).as_json() | {"version": 99})
