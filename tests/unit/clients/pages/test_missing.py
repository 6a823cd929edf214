"""Pages that are gone although they answer."""

from datetime import datetime

import pytest

from todoke.base.clock import JST
from todoke.clients.pages.fetched import Fetched, Hop, Outcome, Redirect
from todoke.clients.pages.missing import Sign, sign_of
from todoke.clients.pages.text import read

AT = datetime(2026, 11, 22, tzinfo=JST)
URL = "https://a.example/kosodate/1.html"


def sign(html: str, *, to: str = URL) -> Sign | None:
    hops = () if to == URL else (Hop(URL, to, Redirect.TEMPORARY, 302),)
    return sign_of(Fetched(URL, AT, Outcome.READ, to, hops=hops), read(html, url=to))


@pytest.mark.parametrize(
    "title",
    [
        *(
            "ページが見つかりません",
            "お探しのページは見つかりませんでした｜見本市",
            "ＵＲＬが存在しません",
            "404 Not Found",
        ),
        *("エラー404", "404エラー", "指定されたページは存在しません", "お探しのページが見つからない場合"),
        "ファイルは削除されました",
    ],
)
def test_not_found_in_the_title(title: str) -> None:
    assert sign(f"<title>{title}</title><main>{'<p>案内です。</p>' * 30}</main>") is Sign.NOT_FOUND


def test_not_found_in_a_short_page() -> None:
    assert (
        sign("<title>見本市</title><p>申し訳ありません。お探しのページは見つかりません。</p>")
        is Sign.NOT_FOUND
    )


@pytest.mark.parametrize(
    "text",
    [
        "医療費助成｜児童が見つかりました",
        "定員404名の保育所",
        "里親が見つかりません場合の支援",
        "児童手当",
        "入所のご案内",
        "申請書が届きません",
        "住所が変わりましたら届け出てください",
        "受付は終了しました",
    ],
)
def test_pages_about_something_else(text: str) -> None:
    assert sign(f"<title>{text}</title><h1>{text}</h1><p>{text}。</p>") is None


def test_words_deep_in_a_long_page_are_no_sign() -> None:
    html = "<title>よくある質問</title>" + "<p>案内です。</p>" * 30 + "<p>ページが見つかりません。</p>"
    assert sign(html) is None


@pytest.mark.parametrize(
    "text", ["掲載期間は終了しました。", "このページの公開は終了しました。", "公開期限を過ぎています。"]
)
def test_past_its_time(text: str) -> None:
    assert sign(f"<title>見本市</title><p>{text}</p>") is Sign.EXPIRED


@pytest.mark.parametrize(
    "text", ["このページは移転しました。", "ホームページのURLが変更になりました。", "サイトは移動しました"]
)
def test_moved_by_its_own_word(text: str) -> None:
    assert sign(f"<title>見本市</title><p>{text}</p>") is Sign.MOVED


@pytest.mark.parametrize(
    "text",
    [
        "ただいまメンテナンス中です。",
        "システムメンテナンスのため停止しています。",
        "現在サービスを一時停止しております。",
    ],
)
def test_a_site_being_worked_on(text: str) -> None:
    assert sign(f"<title>見本市</title><p>{text}</p>") is Sign.PAUSED


def test_sent_to_the_top_page() -> None:
    assert sign("<title>見本市</title><p>ようこそ</p>", to="https://a.example/") is Sign.TO_TOP
    assert sign("<title>見本市</title><p>ようこそ</p>", to="https://www.a.example/index.html") is Sign.TO_TOP
    assert sign("<title>見本市</title><p>ようこそ</p>", to="https://a.example/kosodate/") is None


def test_nothing_is_read_from_what_is_no_page() -> None:
    assert sign_of(Fetched(URL, AT, Outcome.MISSING, URL), read("<title>404</title>", url=URL)) is None
    assert sign_of(Fetched(URL, AT, Outcome.FILE, URL), None) is None
