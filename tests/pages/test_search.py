"""Everyday words find the right program among the first five (a fixed set of questions with their answers)."""

import pytest

from todoke.apps.portal.coverage import programs
from todoke.apps.portal.search import search

QUESTIONS = [
    ("赤ちゃんが生まれた", "jido-teate"),
    ("出産", "shussan-ikuji-ichijikin"),
    ("妊娠した", "ninpu-shien-kyufu"),
    ("産休中のお金", "shussan-teatekin"),
    ("育休", "ikuji-kyugyo-kyufu"),
    ("産後うつ", "sango-care"),
    ("子どもの医療費", "nyuyoji-iryohi"),
    ("保育料 第二子", "tokyo-daiichishi-mushoka"),
    ("学童", "gakudo"),
    ("はしか", "mr-1"),
    ("水ぼうそう", "suito"),
    ("1歳半健診", "kenshin-1-6"),
    ("発達障害", "shogaiji-tsusho"),
    ("給食費", "gakko-kyushoku"),
    ("ランドセル", "shugaku-enjo"),
    ("高校の授業料", "koko-shugaku-shienkin"),
    ("塾代", "jukensei-challenge"),
    ("大学の奨学金", "daigaku-shugaku-shien"),
    ("シングルマザー", "jido-fuyo-teate"),
    ("母子家庭 医療費", "hitorioya-iryohi"),
    ("家賃が払えない", "jukyo-kakuho-kyufu"),
    ("お金がない", "seikatsu-hogo"),
    ("せいかつほご", "seikatsu-hogo"),
    ("失業保険", "shitsugyo-kihon-teate"),
    ("年金が払えない", "nenkin-menjo"),
    ("入院してお金がかかった", "kogaku-ryoyohi"),
    ("うつ病で休職", "shobyo-teatekin"),
    ("難病", "nanbyo-iryo"),
    ("障害年金", "shogai-kiso-nenkin"),
    ("車いす", "hosogu"),
    ("親の介護", "kaigo-nintei"),
    ("手すりをつける", "kaigo-jutaku-kaishu"),
    ("70歳 バス", "silver-pass"),
    ("お葬式", "sosaihi"),
    ("夫が亡くなった", "izoku-kiso-nenkin"),
    ("地震で家がこわれた", "hisaisha-seikatsu-saiken"),
    ("インフルエンザ", "influenza-koreisha"),
    ("Public Assistance", "seikatsu-hogo"),
]


@pytest.mark.parametrize(("words", "program_id"), QUESTIONS)
def test_everyday_words_find_the_program(words: str, program_id: str) -> None:
    assert program_id in [program.id for program in search(programs(), words)[:5]]


def test_every_program_is_found_by_its_own_name() -> None:
    lost = [one.id for one in programs() if one not in search(programs(), one.name.ja)[:5]]
    assert lost == []


def test_all_words_must_match() -> None:
    assert search(programs(), "児童手当 ｑｗｅｒｔｙ") == []


def test_without_words_everything_is_listed() -> None:
    assert len(search(programs(), "　 ")) == len(programs())
