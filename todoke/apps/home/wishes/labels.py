"""Names of days of the week (曜日), in the language of the page."""

from todoke.ui.words import Words, t


def weekday_label(day: int) -> Words:
    """Return the name of a day of the week, 0 for Monday."""
    return (
        t("月曜日"),
        t("火曜日"),
        t("水曜日"),
        t("木曜日"),
        t("金曜日"),
        t("土曜日"),
        t("日曜日"),
    )[day]
