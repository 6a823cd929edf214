"""Pages that are gone although the server says otherwise (見せかけの200): not found, moved, or past their time."""

import re
from enum import StrEnum

from todoke.clients.pages.addresses import AddressError, is_top, parse
from todoke.clients.pages.fetched import Fetched, Outcome
from todoke.clients.pages.sentences import key
from todoke.clients.pages.snapshots import Snapshot

_NOT_FOUND = re.compile(
    r"(?:ページ|ファイル|url|アドレス|コンテンツ|情報|記事)(?:が|は|を)?.{0,20}"
    r"(?:見つか(?:りません|らない|りませんでした)|見付かりません|存在しません|(?:表示|閲覧)できません|"
    r"削除され(?:た|ました)|なくなりました)"
    r"|(?<!\d)404(?:(?!\d).{0,12}(?:notfound|エラー|error)|$)|notfound|ページはありません"
)
_EXPIRED = re.compile(
    r"(?:掲載|公開|表示)(?:期間|期限)?(?:は|が|を)?.{0,6}(?:終了|過ぎ|経過|満了)"
    r"|(?:この)?(?:ページ|情報|記事)の(?:掲載|公開)は.{0,6}終了"
)
_MOVED = re.compile(
    r"(?:ページ|サイト|url|アドレス|ホームページ).{0,20}(?:移転|移動|変更|変わり|引っ越し|統合)"
    r"(?:し(?:ま|て)|され|いたし|ました|[とに]なり)"
)
_PAUSED = re.compile(
    r"(?:メンテナンス|保守)(?:作業)?(?:中(?:です|のため|につき|により)|のため|により|を(?:行|実施)(?:って|い|して|し))"
    r"|(?:サービス|サイト|ホームページ|システム|ページ)(?:を|は).{0,8}(?:停止|休止)(?:して|中)"
)
_SHORT = 15


class Sign(StrEnum):
    """What a page that was read tells about its own absence."""

    NOT_FOUND = "not_found"  # it says that the page was not found
    TO_TOP = "to_top"  # a page deep in the site now leads to the top page
    EXPIRED = "expired"  # it says that its time of publication is over
    MOVED = "moved"  # it says that the page has moved
    PAUSED = "paused"  # it says that the site is being worked on: nothing is known of the page


ABSENT = frozenset({Sign.NOT_FOUND, Sign.TO_TOP, Sign.EXPIRED})


def sign_of(fetched: Fetched, page: Snapshot | None) -> Sign | None:
    """Return the sign that the page asked for is not what was got; a page with much to say gives none by its text.

    >>> from todoke.clients.pages.text import read
    >>> from datetime import datetime
    >>> url = "https://a.example/x.html"
    >>> got = Fetched(url, datetime(2026, 11, 22), Outcome.READ, url)
    >>> sign_of(got, read("<title>ページが見つかりません</title>", url=url))
    <Sign.NOT_FOUND: 'not_found'>
    """
    if fetched.outcome not in {Outcome.READ, Outcome.UNCHANGED}:
        return None
    if fetched.hops and _leads_to_top(fetched.asked, fetched.url):
        return Sign.TO_TOP
    if page is None:
        return None
    heads = [key(page.title), key(page.heading)]
    if any(_NOT_FOUND.search(head) for head in heads):
        return Sign.NOT_FOUND
    texts = [one.key for one in page.sentences]
    if len(texts) > _SHORT:
        return None
    for sign, pattern in _SIGNS:
        if any(pattern.search(text) for text in [*heads, *texts]):
            return sign
    return None


_SIGNS = (
    (Sign.NOT_FOUND, _NOT_FOUND),
    (Sign.EXPIRED, _EXPIRED),
    (Sign.MOVED, _MOVED),
    (Sign.PAUSED, _PAUSED),
)


def _leads_to_top(asked: str, got: str) -> bool:
    try:
        return is_top(parse(got)) and not is_top(parse(asked))
    except AddressError:
        return False
