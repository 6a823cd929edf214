"""What a password must be, in the words of the office (パスワードの条件)."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from todoke.apps.accounts.models import Account

SHORTEST = 12


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

    def get_help_text(self) -> str:
        """Return what to tell the person beforehand."""
        return f"{SHORTEST}文字以上。ログインIDは含められません。"
