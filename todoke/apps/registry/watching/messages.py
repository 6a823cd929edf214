"""What is told to the owner of a record about its links and pages, in plain Japanese."""

from __future__ import annotations

from datetime import date, datetime

from todoke.apps.registry.models import Link
from todoke.base.clock import JST
from todoke.clients.pages.differences import Difference
from todoke.clients.pages.fetched import Outcome
from todoke.clients.pages.figures import Figure
from todoke.clients.pages.missing import Sign

OUTCOMES = {
    Outcome.READ: "ページがあります",
    Outcome.FILE: "ファイルがあります",
    Outcome.UNCHANGED: "前に読んだときと同じです",
    Outcome.MISSING: "ページがありません",
    Outcome.FORBIDDEN: "閲覧を断られました",
    Outcome.ROBOTS: "プログラムによる閲覧を断っています",
    Outcome.BUSY: "混雑のため確認できませんでした",
    Outcome.FAILED: "サーバーがエラーを返します",
    Outcome.REFUSED: "ページを返しません",
    Outcome.LOOP: "転送が終わりません",
    Outcome.DNS: "サイトの名前が見つかりません",
    Outcome.TLS: "安全な接続(証明書)に失敗します",
    Outcome.TIMEOUT: "時間内に返事がありません",
    Outcome.CONNECTION: "接続できません",
    Outcome.ADDRESS: "URLの書き方が正しくないか、公開されていない場所を指しています",
    Outcome.OFFLINE: "こちらの回線がつながっていません",
}
SIGNS = {
    Sign.NOT_FOUND: "「ページが見つかりません」と書かれたページが開きます",
    Sign.TO_TOP: "サイトのトップページに転送されます",
    Sign.EXPIRED: "掲載が終わったと書かれています",
    Sign.MOVED: "ページが移ったと書かれています",
    Sign.PAUSED: "サイトが作業中です",
}
FIGURES = {
    Figure.MONEY: "金額",
    Figure.AGE: "年齢",
    Figure.DAY: "日付",
    Figure.YEAR: "年度",
    Figure.LENGTH: "期間",
    Figure.SHARE: "割合・等級",
    Figure.COUNT: "人数・回数",
    Figure.PHONE: "電話番号",
    Figure.TIME: "時刻",
    Figure.ADDRESS: "URL・メール",
    Figure.LIMIT: "以上・未満などの境目",
}


def reason_of(link: Link) -> str:
    """Return what is wrong with a link."""
    if link.sign:
        return SIGNS[Sign(link.sign)]
    words = OUTCOMES[Outcome(link.outcome)] if link.outcome else "まだ確認していません"
    return f"{words}({link.status})" if link.status and link.status != 200 else words


def dead_message(link: Link) -> str:
    """Return what is told about a dead link."""
    found = (
        f"候補が{len(link.replacements)}件あります。" if link.replacements else "候補は見つかりませんでした。"
    )
    return f"リンクが切れています: {reason_of(link)}。{_since(link.since)}差し替え先の{found}"


def moved_message(link: Link) -> str:
    """Return what is told about a link whose page has moved."""
    if not link.target:
        return f"リンク先のページが移っています: {reason_of(link)}。新しいURLを確かめてください。"
    return f"リンク先のページが移っています。今は {link.target} に転送されます。"


def changed_message(difference: Difference, updated_on: date | None) -> str:
    """Return what is told about a page that changed."""
    counts = [
        (len(difference.changed), "書き換え"),
        (len(difference.added), "追加"),
        (len(difference.removed), "削除"),
    ]
    told = "、".join(f"{name}{count}文" for count, name in counts if count) or "見出しやリンクの変更"
    kinds = {kind for change in difference.changed for kind in change.kinds}
    names = "・".join(name for kind, name in FIGURES.items() if kind in kinds)
    about = f"変わったもの: {names}。" if names else ""
    day = f"ページの更新日は{updated_on:%Y-%m-%d}です。" if updated_on else ""
    return f"公式ページが変わりました({told})。{about}{day}"


def _since(at: datetime | None) -> str:
    return f"{at.astimezone(JST):%Y-%m-%d}に気づきました。" if at else ""
