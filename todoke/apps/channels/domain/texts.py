"""What a hint says outside (合図の文): the same whatever it is about, so that a subject or a length tells nothing.

Who tells, that there is something, and the code to check it by; the rest is read on the site, which the person opens.
The Chinese and Korean sentences have not been read by a speaker yet (check: unreviewed).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Written:
    """A subject and a text; of a push, the title and the line below."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class _Words:
    subject: str
    body: str
    push: str
    number_subject: str
    number_body: str


_WORDS: Mapping[str, _Words] = {
    "ja": _Words(
        subject="【{office}】お知らせがあります(確認コード {code})",
        body="{office}からのお知らせが1件あります。\n"
        "内容は、todokeをご自分で開いてご覧ください。\n{site}/\n\n"
        "確認コード {code}\n"
        "このメールが本物かどうかは、次のページで確かめられます。ログインはいりません。\n{check}\n\n"
        "このメールから、暗証番号・口座・カードの番号をたずねることはありません。\n"
        "{stop}",
        push="お知らせがあります。確認コード {code}",
        number_subject="届いた番号を画面に入れてください",
        number_body="番号 {code}\n\n"
        "todokeの画面に、この番号を入れてください。10分間使えます。\n"
        "職員がこの番号をたずねることはありません。だれにも教えないでください。\n"
        "心当たりがないときは、このメールを捨ててください。何も変わりません。\n",
    ),
    "ja-easy": _Words(
        subject="【{office}】おしらせが あります(かくにんコード {code})",
        body="{office}から、おしらせが 1つ あります。\n"
        "todokeを 自分(じぶん)で 開(ひら)いて、読(よ)んで ください。\n{site}/\n\n"
        "確認(かくにん)コード {code}\n"
        "このメールが 本物(ほんもの)か どうか、ここで わかります。\n{check}\n\n"
        "このメールで、暗証番号(あんしょうばんごう)や お金(かね)の 番号(ばんごう)を 聞(き)くことは ありません。\n"
        "{stop}",
        push="おしらせが あります。かくにんコード {code}",
        number_subject="この番号(ばんごう)を 入(い)れて ください",
        number_body="番号(ばんごう) {code}\n\n"
        "todokeの 画面(がめん)に 入(い)れて ください。10分(ぷん)だけ 使(つか)えます。\n"
        "だれにも 教(おし)えないで ください。\n"
        "知(し)らないときは、このメールを 捨(す)てて ください。\n",
    ),
    "en": _Words(
        subject="[{office}] You have a notice (code {code})",
        body="There is one notice for you from {office}.\n"
        "Please open todoke yourself to read it.\n{site}/\n\n"
        "Code {code}\n"
        "You can check here whether this mail is real. No login is needed.\n{check}\n\n"
        "We never ask for a PIN, a bank account or a card number by mail.\n"
        "{stop}",
        push="You have a notice. Code {code}",
        number_subject="Type this number on the page",
        number_body="Number {code}\n\n"
        "Type this number on todoke's page. It works for 10 minutes.\n"
        "Our staff never ask for it. Do not tell anybody.\n"
        "If you did not expect this mail, throw it away. Nothing will change.\n",
    ),
    "zh": _Words(
        subject="【{office}】您有一条通知(确认码 {code})",
        body="{office}给您发来一条通知。\n请您自己打开todoke查看内容。\n{site}/\n\n确认码 {code}\n"
        "可在此页确认本邮件的真伪，无需登录。\n{check}\n\n"
        "我们不会通过邮件询问密码、银行账户或卡号。\n{stop}",
        push="您有一条通知。确认码 {code}",
        number_subject="请在页面上输入此号码",
        number_body="号码 {code}\n\n请在todoke的页面上输入，10分钟内有效。\n"
        "工作人员不会询问此号码，请勿告诉任何人。\n如果您不清楚这封邮件的来由，请将其删除。\n",
    ),
    "ko": _Words(
        subject="【{office}】알림이 있습니다(확인 코드 {code})",
        body="{office}에서 보낸 알림이 1건 있습니다.\n내용은 직접 todoke를 열어 확인해 주세요.\n"
        "{site}/\n\n확인 코드 {code}\n"
        "이 메일이 진짜인지 다음 페이지에서 확인할 수 있습니다. 로그인은 필요 없습니다.\n{check}\n\n"
        "메일로 비밀번호, 계좌, 카드 번호를 묻지 않습니다.\n{stop}",
        push="알림이 있습니다. 확인 코드 {code}",
        number_subject="이 번호를 화면에 입력해 주세요",
        number_body="번호 {code}\n\ntodoke 화면에 입력해 주세요. 10분 동안 쓸 수 있습니다.\n"
        "직원이 이 번호를 묻지 않습니다. 아무에게도 알려 주지 마세요.\n모르는 메일이면 지워 주세요.\n",
    ),
}
_DISASTER: Mapping[str, _Words] = {
    "ja": replace(
        _WORDS["ja"],
        subject="【{office}】災害のお知らせがあります(確認コード {code})",
        body=_WORDS["ja"].body.replace(
            "内容は、", "災害のときのページは、ログインなしで開けます。\n{site}/emergency/\n内容は、", 1
        ),
        push="災害のお知らせがあります。確認コード {code}",
    ),
    "ja-easy": replace(
        _WORDS["ja-easy"],
        subject="【{office}】災害(さいがい)の おしらせが あります(かくにんコード {code})",
        body=_WORDS["ja-easy"].body.replace(
            "todokeを 自分",
            "災害(さいがい)の ページは、ログインしなくても 見(み)られます。\n{site}/emergency/\ntodokeを 自分",
            1,
        ),
        push="災害の おしらせが あります。かくにんコード {code}",
    ),
    "en": replace(
        _WORDS["en"],
        subject="[{office}] Notice about a disaster (code {code})",
        body=_WORDS["en"].body.replace(
            "Please open", "The emergency page needs no login.\n{site}/emergency/\nPlease open", 1
        ),
        push="Notice about a disaster. Code {code}",
    ),
    "zh": replace(
        _WORDS["zh"],
        subject="【{office}】灾害通知(确认码 {code})",
        body=_WORDS["zh"].body.replace("请您自己", "灾害页面无需登录。\n{site}/emergency/\n请您自己", 1),
        push="有一条灾害通知。确认码 {code}",
    ),
    "ko": replace(
        _WORDS["ko"],
        subject="【{office}】재난 알림이 있습니다(확인 코드 {code})",
        body=_WORDS["ko"].body.replace(
            "내용은", "재난 페이지는 로그인 없이 볼 수 있습니다.\n{site}/emergency/\n내용은", 1
        ),
        push="재난 알림이 있습니다. 확인 코드 {code}",
    ),
}
"""A disaster is told to everybody, so that saying it outside tells nothing of anybody."""
_STOP = {
    "ja": "受け取りを止める(1回で止まります): {url}\n",
    "ja-easy": "止(と)めるときは、ここ: {url}\n",
    "en": "To stop these mails, once is enough: {url}\n",
    "zh": "停止接收(一次即可): {url}\n",
    "ko": "수신 중지(한 번이면 됩니다): {url}\n",
}
LANGUAGES = tuple(_WORDS)
NUMBER = "number"
"""The kind of a hint that carries the number of a login or of a contact point being confirmed."""
DISASTER = "disaster"
"""The kind of a hint of a disaster."""


def mail_text(
    *, office: str, code: str, language: str, site: str, kind: str = "", stop_url: str = ""
) -> Written:
    """Return the mail of a hint."""
    language = _language(language)
    words = _words(kind, language)
    if kind == NUMBER:
        return Written(f"todoke: {words.number_subject}", words.number_body.format(code=code))
    stop = _STOP[language].format(url=stop_url) if stop_url else ""
    shown = in_groups(code)
    return Written(
        words.subject.format(office=office, code=shown),
        words.body.format(office=office, code=shown, site=site, check=f"{site}/notices/check/", stop=stop),
    )


def push_text(*, office: str, code: str, language: str, kind: str = "") -> Written:
    """Return the title and the line of a push, at most 60 signs each."""
    line = _words(kind, _language(language)).push.format(code=in_groups(code))
    return Written(office[:60], line[:60])


def letter_text(*, office: str, site: str, language: str) -> Written:
    """Return the title of a letter and its paragraphs, a line each; in Japanese, plainer where that was asked for."""
    if _language(language) == "ja-easy":
        return Written(
            "おしらせが あります",
            f"{office}から、おしらせが 1つ あります。\n"
            f"インターネットで 読(よ)むとき: {site}/\n"
            "インターネットを 使(つか)わないときは、役所(やくしょ)の 窓口(まどぐち)に "
            "この手紙(てがみ)を 見(み)せて ください。\n"
            "この手紙(てがみ)で、お金(かね)の 番号(ばんごう)を 聞(き)くことは ありません。",
        )
    return Written(
        "お知らせがあります",
        f"{office}からのお知らせが1件あります。\n"
        f"内容は、todokeをご自分で開いてご覧ください。{site}/\n"
        "インターネットを使わないときは、この手紙を役所の窓口にお持ちください。\n"
        "この手紙から、暗証番号・口座・カードの番号をたずねることはありません。",
    )


def in_groups(code: str) -> str:
    """Return a code as it is shown everywhere.

    >>> in_groups("7K3M9QXT2RH")
    '7K3M9-QXT2R-H'
    >>> in_groups("123456")
    '123456'
    """
    return f"{code[:5]}-{code[5:10]}-{code[10:]}" if len(code) == 11 else code


def _words(kind: str, language: str) -> _Words:
    return (_DISASTER if kind == DISASTER else _WORDS)[language]


def _language(code: str) -> str:
    code = "ja-easy" if code in ("easy", "ja_Easy") else code
    return code if code in _WORDS else "ja"
