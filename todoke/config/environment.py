"""Typed readers of environment variables: nonsense is refused with a message that says what to set.

The variables are passed in, so that settings can be tested without touching the process.
Values that may be secret never appear in a message.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})


@dataclass(frozen=True)
class Environment:
    """The environment variables of this process, read by type; a blank variable counts as not set.

    >>> env = Environment({"DEBUG": "on", "ALLOWED_HOSTS": "todoke.example, www.todoke.example"})
    >>> env.flag("DEBUG", default=False)
    True
    >>> env.words("ALLOWED_HOSTS", default=[])
    ['todoke.example', 'www.todoke.example']
    """

    variables: Mapping[str, str]

    def find_text(self, name: str) -> str | None:
        """Return the variable without surrounding blanks, or None when it is not set."""
        return self.variables.get(name, "").strip() or None

    def text(self, name: str, *, example: str) -> str:
        """Return a variable that must be set."""
        found = self.find_text(name)
        if found is None:
            raise ImproperlyConfigured(f"{name} is not set. Set it, for example: {name}={example}")
        return found

    def flag(self, name: str, *, default: bool) -> bool:
        """Return a yes-or-no variable.

        >>> Environment({"DEBUG": "maybe"}).flag("DEBUG", default=False)
        Traceback (most recent call last):
        ...
        django.core.exceptions.ImproperlyConfigured: DEBUG is 'maybe'. Set it to 1 (on) or 0 (off).
        """
        found = self.find_text(name)
        if found is None:
            return default
        if found.lower() in _TRUE:
            return True
        if found.lower() in _FALSE:
            return False
        raise ImproperlyConfigured(f"{name} is {found!r}. Set it to 1 (on) or 0 (off).")

    def choice(self, name: str, *, choices: tuple[str, ...], default: str) -> str:
        """Return one of a few words."""
        found = self.find_text(name) or default
        if found not in choices:
            raise ImproperlyConfigured(f"{name} is {found!r}. Set it to one of: {', '.join(choices)}.")
        return found

    def number(self, name: str, *, default: int, low: int, high: int) -> int:
        """Return a whole number from ``low`` to ``high``, both included.

        >>> Environment({"PORT": "80800"}).number("PORT", default=8000, low=1, high=65535)
        Traceback (most recent call last):
        ...
        django.core.exceptions.ImproperlyConfigured: PORT is '80800'. Set a whole number from 1 to 65535.
        """
        found = self.find_text(name)
        if found is None:
            return default
        if not found.isascii() or not found.isdigit() or not low <= int(found) <= high:
            raise ImproperlyConfigured(f"{name} is {found!r}. Set a whole number from {low} to {high}.")
        return int(found)

    def words(self, name: str, *, default: list[str]) -> list[str]:
        """Return a list separated by commas."""
        found = self.find_text(name)
        if found is None:
            return default
        words = [word.strip() for word in found.split(",")]
        if not all(words) or any(character.isspace() for word in words for character in word):
            raise ImproperlyConfigured(f"{name} is {found!r}. Separate its values by single commas.")
        return words
