"""Words a person reads: Japanese source text, translated to the page's language, furigana where marked.

``t("あと%(count)s問です", count=3)`` in Python is ``{% t "あと%(count)s問です" count=3 %}`` in a template.
"""

from typing import Any

from django.utils.functional import lazy
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from todoke.ui import ruby


class Words(str):
    """Text with furigana markup inside: templates print it escaped and with ruby; ``plain`` has none.

    >>> Words("{届|とどけ}").plain
    '届'
    """

    __slots__ = ()

    def __html__(self) -> SafeString:
        return mark_safe(ruby.html(str(self)))

    @property
    def plain(self) -> str:
        """The text without readings."""
        return ruby.plain(str(self))


def t(message: str, **values: Any) -> Words:
    """Return ``message`` (the Japanese source) in the page's language, its ``%(name)s`` places filled."""
    translated = gettext(message)
    return Words(translated % values if values else translated)


def t_plain(message: str, **values: Any) -> str:
    """Return ``message`` in the language of the page without furigana, for titles and attributes."""
    return t(message, **values).plain


t_lazy = lazy(t, Words)
"""``t``, but translated when printed: for texts named at import time."""
