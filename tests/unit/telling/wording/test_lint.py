"""The linter refuses what fakes say, in any disguise, and lets honest sentences pass."""

import pytest

from todoke.telling.wording.lint import text_faults

DOMAIN = "todoke.example"

BAD = [
    "くわしくは https://bit.ly/3abcd をご覧ください。",
    "https://tinyurl.com/abc",
    "こちら t.co/abc",
    "https://x.gd/AbCd",
    "https://todoke.example.evil.test/",
    "https://todoke-example.test/",
    "https://tod0ke.example/",
    "https://todоke.example/ (キリル文字)",
    "https://xn--todke-3ve.example/",
    "https://todoke.example@evil.test/",
    "https://todoke.example:8443/",
    "http://todoke.example/",
    "https://todoke.example/notices/",
    "https://www.city.chofu.lg.jp/",
    "https://192.0.2.1/",
    "http://3221225985/",
    "http://0xC0000201/",
    "https://[2001:db8::1]/",
    "192.0.2.1 を開いてください。",
    "ｈｔｔｐｓ：／／evil.test／を開く",
    "evil.test を見てください。",
    "example。com をご覧ください。",
    "//evil.test/a",
    "ftp://evil.test/",
    "javascript:alert(1)",
    "data:text/html,abc",
    "mailto:a@evil.test",
    "tel:0312345678",
    '<a href="x">開く</a>',
    "[開く](https://evil.test/)",
    "&#104;ttps",
    "見えない\u200bhttps文字",
    "右から\u202eelpmaxe",
    "暗証番号を入れてください。",
    "パスワードの変更をお願いします。",
    "マイナンバーを書いて送ってください。",
    "カード番号の確認をお願いします。",
    "クレジットカードの期限が切れています。",
    "口座番号を知らせてください。",
    "セキュリティコードを確認します。",
    "認証コードを教えてください。",
    "Please enter your password.",
    "Confirm your PIN now.",
    "Please verify your credit card.",
    "请输入密码。",
    "비밀번호를 입력해 주세요.",
    "下記のリンクからログインしてください。",
    "Log in here to read it.",
    "点击链接登录。",
    "ここをクリックしてください。",
    "QRコードを読み取ってください。",
    "二次元コードから手続できます。",
    "請求書を添付しました。",
    "See the attached file.zip",
    "このメールに返信してください。",
    "アプリをインストールしてください。",
    "電話 03-1234-5678 までお願いします。",
    "09012345678にかけてください。",
    "至急、手続をしてください。",
    "今すぐ手続しないと失効します。",
    "24時間以内に手続してください。",
    "最終通告です。差し押さえを行います。",
    "アカウントを停止しました。",
    "Your account is suspended.",
    "Act now, within 24 hours.",
    "紧急办理",
    "즉시 확인해 주세요.",
    "おめでとうございます。当選しました。",
    "手数料をコンビニで払ってください。",
    "ギフトカードで支払ってください。",
    "重要!!確認してください",
    "⚠ 確認してください",
]
GOOD = [
    "【{office}】お知らせがあります(確認コード {code})",
    "{office}から、お知らせが1件あります。",
    "ご自分でtodokeを開いて、お知らせをご覧ください。",
    "{site}",
    "受け取りを止める: {stop}",
    "todokeから暗証番号・カード・口座の番号をたずねることはありません。",
    "todokeが {暗証番号|あんしょうばんごう}や カードや {口座|こうざ}の {番号|ばんごう}を {聞|き}くことは ありません。",
    "todoke never asks you for PINs, card numbers or account numbers.",
    "todoke绝不会询问您的密码、银行卡号或银行账号。",
    "todoke는 비밀번호, 카드 번호, 계좌 번호를 묻지 않습니다.",
    "児童手当の手続の期限は2026年12月1日です。",
    "期限を過ぎると、受けられない月が出ることがあります。",
    "登録した口座に振り込みます。",
    "マイナンバ制度という言葉のない文です。",
    "予防接種を受けられる時期になりました。",
    "体のようすに不安があるときは、かかりつけの医師に相談してください。",
    "確認コード: {code}",
    "番号は10分間使えます。だれにも教えないでください。",
    "手続のページで、必要なものを確かめてください。",
    "申しわけありません。何もする必要はありません。",
    "You have a notice.",
    "Please open todoke yourself and read the notice there.",
    "The deadline is 1 December 2026.",
    "Apply by 1 December.",
    "您有一条通知。",
    "请您自己打开todoke查看通知。",
    "알림이 있습니다.",
    "기한은 12월 1일입니다.",
    "受けられる金額は月10,000円ほどです。",
    "No.1の申請書を使います。",
]


@pytest.mark.parametrize("text", BAD)
def test_what_a_fake_could_say_is_refused(text):
    assert list(text_faults(text, domain=DOMAIN))


@pytest.mark.parametrize("text", GOOD)
def test_honest_sentences_pass(text):
    assert not list(text_faults(text, domain=DOMAIN))


def test_the_tables_are_as_long_as_promised():
    assert len(BAD) >= 60
    assert len(GOOD) >= 30


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("https://bit.ly/a", "shortened"),
        ("https://todoke.example.evil.test/", "look-alike"),
        ("https://tod0ke.example/", "look-alike"),
        ("https://xn--todke-3ve.example/", "look-alike"),
        ("https://todoke.example@evil.test/", "userinfo"),
        ("https://192.0.2.1/", "ip"),
        ("https://todoke.example/", "written-link"),
        ("https://www.city.chofu.lg.jp/", "foreign-link"),
    ],
)
def test_each_link_is_refused_for_what_it_is(text, code):
    assert code in [found for found, _ in text_faults(text, domain=DOMAIN)]


def test_a_disaster_may_hurry_people_and_nothing_else_may():
    text = "今すぐ高い場所へ移ってください。"
    assert not list(text_faults(text, domain=DOMAIN, kind="disaster"))
    assert list(text_faults(text, domain=DOMAIN, kind="deadline-near"))


def test_the_sentence_that_we_never_ask_excuses_nothing_beside_it():
    text = "todokeから暗証番号・カード・口座の番号をたずねることはありません。暗証番号を入れてください。"
    assert list(text_faults(text, domain=DOMAIN))
