"""What is on a page but not what the page says: menus, counters, print buttons, the day of printing (本文以外)."""

import re

from selectolax.lexbor import LexborNode

from todoke.clients.pages.sentences import key

NEVER = frozenset(
    {
        *(
            "script",
            "style",
            "noscript",
            "template",
            "iframe",
            "object",
            "embed",
            "svg",
            "canvas",
            "video",
            "audio",
        ),
        *("rt", "rp", "del", "s", "strike"),  # readings of kanji, and what is struck out
        *("input", "select", "textarea", "button", "datalist", "progress", "meter", "head", "map", "dialog"),
    }
)
AROUND = frozenset({"nav", "aside", "footer", "header", "form", "search", "menu"})
_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "menu", "dialog"})
_NAMES = frozenset(
    """
    breadcrumb breadcrumbs breadcrumblist pankuzu pan topicpath topicspath topic-path topicpass crumbs
    nav navi navigation gnav gnavi globalnav globalnavi global-nav lnav lnavi localnav localnavi local-nav snav
    menu gmenu sidemenu side-menu sidenav side-nav sidebar side-bar globalmenu global-menu footmenu
    footer siteheader site-header sitefooter site-footer footerarea
    sns snsarea sns-area snsbtn snsbutton share sharebutton share-button social tweet facebook
    ad ads adarea ad-area advertisement koukoku kokoku banner banners bannerarea banner-area
    pagetop page-top gotop go-top totop to-top backtotop back-to-top skip skiplink skip-link skipnav
    print printbtn print-btn printbutton print-button printlink print-link toolbar fontsize font-size textsize
    translate googletranslate google-translate language languages langselect cookie cookies cookienotice
    enquete questionnaire anketo page-enquete pageenquete feedback hyouka evaluation satisfaction
    accesscounter access-counter accessranking access-ranking ranking recommend recommendation recommends
    """.split()
)
_LONGEST = 150  # letters: what says more than that says something
_ENDS = re.compile(r"(?:^|-)(?:nav|navi|gnav|breadcrumbs?|pankuzu|footer|sns)$")
_PREFIX = re.compile(r"^(?:tmp|l|c|p|m|js|mod|site|page|str)-(?=[a-z]{3})")
_HEADERS = frozenset({"header", "headerarea", "header-area"})
_OF_SECTIONS = frozenset({"header", "footer"})  # those of a section hold its heading and whom to ask
_SECTIONS = frozenset({"article", "section", "main"})
_WEEKDAY = r"(?:[(（]?[月火水木金土日](?:曜日?)?[)）]?)"
_DATE = rf"(?:(?:西暦|令和|平成|昭和|r|h)?(?:元|\d{{1,4}})[年./-]\d{{1,2}}[月./-]\d{{1,2}}日?{_WEEKDAY}?)"
_TIME = r"(?:(?:午前|午後)?\d{1,2}[時:]\d{1,2}(?:分|:\d{2})?(?:\d{1,2}秒)?)"
_LINES = re.compile(
    "|".join(
        (
            r"(?:ここから|以下)?(?:本文|メインコンテンツ)(?:です|開始|ここから|ここまで|へ|に移動.*)?",
            r"(?:ここまで|ここから)(?:本文|サブメニュー|メニュー|フッター)(?:です)?",
            r"(?:この)?ページ(?:の)?(?:先頭|トップ|top|上部?|一番上)(?:へ|に)?(?:戻る|もどる|移動.*)?",
            r"(?:前の?ページ|トップ(?:ページ)?)(?:へ|に)(?:戻る|もどる)",
            rf"[\[【(]?(?:最終)?(?:更新|公開|掲載|登録|作成|印刷|発行)(?:年月)?日?時?[:：]?{_DATE}{_TIME}?(?:更新)?[\])】]?",
            rf"{_DATE}{_TIME}?(?:更新|公開)",
            r"(?:ページ|記事|コンテンツ)(?:番号|id|no\.?)[:：]?\d+",
            r"(?:印刷|プリント)(?:する|用(?:の)?(?:ページ|画面)?(?:を(?:表示|開く)(?:する)?|へ)?)?",
            r"(?:累計|本日の?|昨日の?|総)?(?:アクセス|閲覧|訪問|来訪)(?:者|回)?数?(?:カウンター)?[:：]?\d[\d,]*(?:回|人|件|名|pv)?",
            r"あなたは\d[\d,]*(?:人目|番目).*",
            rf"(?:ただいま|現在(?:の)?(?:時刻|日時)?|本日|今日|印刷日時?)(?:は|[:：])?{_DATE}?{_TIME}?(?:です)?",
            r"(?:x|ツイッター|twitter|facebook|フェイスブック|line|instagram|はてな.*)?(?:で|に)?"
            r"(?:ツイート|ポスト|シェア|送る|共有|いいね!?)(?:する)?(?:\(.*\))?",
            r".*(?:adobe|アドビ).{0,12}(?:reader|リーダー).*",
            r"(?:この)?ページ(?:の(?:情報|内容))?は.{0,16}(?:役に立|参考に|見つけやす|探しやす|わかりやす|分かりやす).*",
            r"(?:役に(?:立った|立たなかった)|どちらとも(?:いえない|言えない)|普通|ふつう)",
            r"(?:より)?(?:良い|よりよい).{0,8}(?:ウェブサイト|ホームページ|サイト).*(?:聞かせ|アンケート|ご意見).*",
            r"文字(?:サイズ|の大きさ).{0,12}|(?:標準|拡大|縮小){1,3}",
            r"広告(?:欄|について|掲載について)?|スポンサー(?:リンク)?",
            r"[\W_]*",
        )
    )
)


def is_hidden(node: LexborNode) -> bool:
    """Return whether a reader does not see the node."""
    marks = node.attributes
    style = re.sub(r"\s", "", marks.get("style") or "").lower()
    return "hidden" in marks or "display:none" in style or marks.get("aria-hidden") == "true"


def is_around(node: LexborNode) -> bool:
    """Return whether the node, by its kind, role or name, frames the page instead of being what it says."""
    if node.tag in AROUND:
        return node.tag not in _OF_SECTIONS or not _is_within(node, _SECTIONS)
    marks = node.attributes
    if (marks.get("role") or "").lower() in _ROLES:
        return True
    names = (f"{marks.get('id') or ''} {marks.get('class') or ''}").split()
    if any(_names_a_frame(name) for name in names):
        return True
    # What is called a header may be the head of a section, too.
    is_header = any(_words(name) in _HEADERS for name in names)
    return is_header and node.css_first("h2, h3, h4, h5, h6") is None


def is_noise(text: str) -> bool:
    """Return whether a line says nothing of its own.

    >>> [
    ...     is_noise(line)
    ...     for line in ("更新日：2026年4月1日", "印刷する", "アクセス数：1,234", "対象は0歳の子です。")
    ... ]
    [True, True, True, False]
    """
    return len(text) <= _LONGEST and _LINES.fullmatch(key(text).rstrip("。")) is not None


def _names_a_frame(name: str) -> bool:
    """Return whether a class or id, in any spelling, with or without the site's own prefix, names a frame."""
    words = _words(name)
    return bool(_ENDS.search(words)) or words in _NAMES or _PREFIX.sub("", words) in _NAMES


def _words(name: str) -> str:
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower().replace("_", "-").strip("-")
    return re.sub(r"-?\d+$", "", words)


def _is_within(node: LexborNode, tags: frozenset[str]) -> bool:
    above = node.parent
    while above is not None:
        if above.tag in tags:
            return True
        above = above.parent
    return False
