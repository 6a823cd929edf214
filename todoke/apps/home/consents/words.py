"""Words of consents and readings in the language of the page; their Japanese is that of consent.domain.words."""

from __future__ import annotations

from todoke.apps.consent.domain.purposes import Purpose
from todoke.ui.words import Words, t


def purpose_words(purpose: str) -> Words | None:
    """Return what an item is used for; None where it is no purpose anybody agrees to."""
    words = {
        Purpose.MATCHING: t("使える制度を調べるため"),
        Purpose.NOTICES: t("お知らせを選ぶため"),
        Purpose.FILING: t("申請書に書くことを減らすため"),
        Purpose.FOLLOWING: t("お知らせのあとを確かめるため"),
        Purpose.RESEARCH: t("制度をよくする調べもののため"),
        Purpose.APP: t("アプリで制度を知らせるため"),
        Purpose.LETTERS: t("手紙のあて先にするため"),
    }
    return words[Purpose(purpose)] if purpose in set(Purpose) else None


def action_said(action: str) -> Words:
    """Return what was done with an item."""
    words = {
        "choose_notices": t("お知らせを選びました"),
        "find_programs": t("使える制度を調べました"),
        "fill_form": t("申請書に入れました"),
        "show_preview": t("同意の前に見せました"),
        "show_own": t("内容を見ました"),
        "take_in": t("カードから受け取りました"),
        "letter": t("手紙のあて先にしました"),
        "answer_correction": t("まちがいの知らせを確かめました"),
        "correct_item": t("まちがいを直しました"),
        "check_account": t("支給のために、口座の登録があるかを確かめました"),
        "decide_payment": t("支給を決めるために見ました"),
    }
    return words.get(action) or t("使いました")


def reader_words(name: str) -> Words:
    """Return who read an item: an office by its name, others by what they are to the person."""
    words = {
        "ご本人": t("ご本人"),
        "保護者": t("保護者"),
        "支援者": t("支援者"),
        "民間のアプリ": t("民間のアプリ"),
    }
    return words.get(name) or Words(name)
