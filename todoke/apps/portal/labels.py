"""Names of life events and other codes of the rules, in the language of the page."""

from todoke.rules.citations import Check, Standing
from todoke.rules.programs import LifeEvent
from todoke.ui.words import Words, t


def life_event_label(event: LifeEvent) -> Words:
    """Return the name of a life event (ライフイベント)."""
    return {
        LifeEvent.PREGNANCY: t("妊娠した"),
        LifeEvent.BIRTH: t("赤ちゃんが生まれた"),
        LifeEvent.CHILD_REARING: t("子どもを育てている"),
        LifeEvent.SCHOOL: t("学校に通う"),
        LifeEvent.MOVING: t("引っこした"),
        LifeEvent.MARRIAGE: t("結婚した"),
        LifeEvent.DIVORCE: t("離婚した"),
        LifeEvent.ILLNESS: t("病気やけがをした"),
        LifeEvent.DISABILITY: t("障害がある"),
        LifeEvent.JOB_LOSS: t("仕事をやめた・収入が減った"),
        LifeEvent.RETIREMENT: t("退職した・年金を受ける"),
        LifeEvent.CARE: t("介護が必要になった"),
        LifeEvent.DEATH: t("家族が亡くなった"),
        LifeEvent.DISASTER: t("災害にあった"),
    }[event]


def level_label(level: str) -> Words:
    """Return who made a program."""
    return {
        "nation": t("国の制度"),
        "metropolis": t("東京都の制度"),
        "municipality": t("区市町村の制度"),
        "other": t("そのほかの団体の制度"),
    }[level]


def channel_label(channel: str) -> Words:
    """Return a way to apply."""
    return {
        "counter": t("窓口"),
        "post": t("郵送"),
        "online": t("インターネット"),
        "phone": t("電話"),
        "employer": t("勤め先を通して"),
        "school": t("学校を通して"),
        "hospital": t("病院で"),
        "automatic": t("手続きはいりません（自動）"),
        "none": t("手続きはいりません"),
    }[channel]


def check_label(check: Check) -> Words:
    """Return how far a source was compared."""
    return {
        Check.VERIFIED: t("公式の資料で確認ずみ"),
        Check.RECALLED: t("公式の資料と照合していません"),
        Check.DISPUTED: t("資料によって書き方がちがいます"),
    }[check]


def standing_label(standing: Standing) -> Words:
    """Return how a condition stands in its source."""
    return {
        Standing.STATED: t("資料に書いてある条件"),
        Standing.INFERRED: t("資料の文から読み取った条件"),
        Standing.UNKNOWN: t("資料だけでは確かめられない条件"),
    }[standing]


def kind_label(kind: str) -> Words:
    """Return what kind of help an amount is."""
    return {
        "cash": t("もらえるお金"),
        "reduction": t("安くなるお金"),
        "in_kind": t("サービス"),
        "loan": t("借りられるお金（返します）"),
    }[kind]
