"""What a password must be, in the words of the office (パスワードの条件)."""

from __future__ import annotations

from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from todoke.apps.accounts.models import Account

SHORTEST = 12
OF_THE_HOUSE = (
    "todoke",
    "届け",
    "とどけ",
    "yakusho",
    "shiyakusho",
    "kuyakusho",
    "調布",
    "chofu",
    "tokyo",
    "東京",
)
"""Words anybody would try here first; a password may hold them, but not be one of them with figures around it."""

_FILLING = "0123456789!@#$%^&*()-_=+.,?/ "


class LongEnough:
    """Accepts passwords of twelve characters and more that do not repeat the login.

    Length alone is asked for, no mixture of signs: a long phrase is stronger and easier to keep.
    Source: NIST SP 800-63B, section on memorized secrets (recalled).
    """

    def validate(self, password: str, user: Account | None = None) -> None:
        """Raise ValidationError in Japanese."""
        if len(password) < SHORTEST:
            raise ValidationError(
                f"パスワードは{SHORTEST}文字以上にしてください。文にすると覚えやすくなります。"
            )
        if user is not None and user.login and user.login.lower() in password.lower():
            raise ValidationError("パスワードにログインIDを含めないでください。")
        if len(set(password)) < 5:
            raise ValidationError("同じ文字のくり返しは使えません。")
        plain = password.casefold().strip(_FILLING)
        if _is_made_of(plain, (*OF_THE_HOUSE, *_names(user))):
            raise ValidationError("役所やこの仕組みの名前だけのパスワードは、だれでも思いつきます。")
        try:
            _common().validate(password)
        except ValidationError:
            raise ValidationError(
                "よく使われるパスワードです。ほかの人が思いつかない文にしてください。"
            ) from None

    def get_help_text(self) -> str:
        """Return what to tell the person beforehand."""
        return f"{SHORTEST}文字以上。ログインID・よく使われるもの・役所の名前だけのものは使えません。"


@cache
def _common() -> CommonPasswordValidator:
    """Return the framework's list of common passwords (19,640, of which 190 are long enough here)."""
    return CommonPasswordValidator()


def _names(user: Account | None) -> tuple[str, ...]:
    """Return the person's own name, which stands on every page of the desk."""
    return () if user is None or not user.name else (user.name.casefold().replace(" ", ""),)


def _is_made_of(plain: str, words: tuple[str, ...]) -> bool:
    """Return whether nothing is left when these words and what may stand around them are taken out.

    >>> _is_made_of("todoke2026todoke", OF_THE_HOUSE), _is_made_of("todoke no asa wa hayai", OF_THE_HOUSE)
    (True, False)
    """
    for word in sorted(words, key=len, reverse=True):
        plain = plain.replace(word, " ")
    return not plain.strip(_FILLING)
