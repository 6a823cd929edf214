"""Handing mail to the mail server of the instance, over TLS unless it is this very machine."""

from __future__ import annotations

import re
import smtplib
import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

SECONDS = 20.0
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_NO_SUCH_BOX = re.compile(rb"\b5\.1\.(?:1|2|3|6|10)\b")


class Ending(StrEnum):
    """What became of a mail."""

    TAKEN = "taken"
    LATER = "later"
    NEVER = "never"
    GONE = "gone"
    """There is no such box."""
    DOWN = "down"
    """The server does not answer or refuses us, whomever we write to."""


@dataclass(frozen=True, slots=True)
class Posted:
    """The end of a try and its code; never the server's words, which may hold the address."""

    ending: Ending
    code: str


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server, as MAIL_URL names it."""

    host: str
    port: int
    is_tls: bool
    login: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def of(cls, url: str) -> Server:
        """Read ``smtp://USER:PASSWORD@HOST:PORT`` or ``smtps://…``; raises ValueError without repeating it.

        >>> Server.of("smtp://127.0.0.1:8025")
        Server(host='127.0.0.1', port=8025, is_tls=False, login='')
        """
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("MAIL_URL is smtp://HOST:PORT or smtps://HOST:PORT")
        is_tls = parts.scheme == "smtps"
        port = parts.port or (465 if is_tls else 587)
        return cls(parts.hostname, port, is_tls, unquote(parts.username or ""), unquote(parts.password or ""))

    @property
    def is_this_machine(self) -> bool:
        """Whether nothing leaves the machine on the way there."""
        return self.host in _LOOPBACK


class MailPost:
    """Keeps one connection and hands mails over it, one after the other. Use it as a context manager."""

    def __init__(
        self, server: Server, *, seconds: float = SECONDS, tls: ssl.SSLContext | None = None
    ) -> None:
        """Take, for tests, another patience and other certificates."""
        self._server, self._seconds, self._tls = server, seconds, tls
        self._open: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connection, if there is one."""
        if self._open is not None:
            try:
                self._open.quit()
            except (smtplib.SMTPException, OSError):
                self._open.close()
            self._open = None

    def send(self, mail: bytes, *, sender: str, to: str) -> Posted:
        """Hand one mail over and tell how it ended; no failure of the network is raised."""
        try:
            connection = self._connection()
        except (smtplib.SMTPException, OSError) as problem:
            self._drop()
            return Posted(Ending.DOWN, f"smtp-{_code_of(problem)}")
        try:
            connection.sendmail(sender, [to], mail)
        except smtplib.SMTPRecipientsRefused as refused:
            self._rest()
            code, words = next(iter(refused.recipients.values()))
            return _refusal(code, words)
        except smtplib.SMTPSenderRefused as refused:
            self._drop()
            return Posted(Ending.DOWN, f"smtp-sender-{refused.smtp_code}")
        except smtplib.SMTPResponseException as refused:
            self._rest()
            error = refused.smtp_error
            return _refusal(refused.smtp_code, error if isinstance(error, bytes) else error.encode())
        except (smtplib.SMTPException, OSError, UnicodeError) as problem:
            self._drop()
            return Posted(Ending.DOWN, f"smtp-{_code_of(problem)}")
        return Posted(Ending.TAKEN, "smtp-250")

    def _connection(self) -> smtplib.SMTP:
        if self._open is not None:
            return self._open
        server, kind = self._server, smtplib.SMTP
        tls = self._tls or ssl.create_default_context()
        if server.is_tls:
            opened: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=self._seconds, context=tls, local_hostname="localhost"
            )
        else:
            opened = kind(server.host, server.port, timeout=self._seconds, local_hostname="localhost")
        self._open = opened
        opened.ehlo()
        if not server.is_tls and not server.is_this_machine:
            opened.starttls(context=tls)
            opened.ehlo()
        if server.login:
            opened.login(server.login, server.password)
        return opened

    def _rest(self) -> None:
        """Make the connection ready for the next mail after a refusal."""
        try:
            if self._open is not None:
                self._open.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None


def _refusal(code: int, words: bytes) -> Posted:
    told = f"smtp-{code}"
    if code == 421:
        return Posted(Ending.DOWN, told)
    if 400 <= code < 500:
        return Posted(Ending.LATER, told)
    return Posted(Ending.GONE if _NO_SUCH_BOX.search(words) else Ending.NEVER, told)


def _code_of(problem: BaseException) -> str:
    if isinstance(problem, smtplib.SMTPResponseException):
        return str(problem.smtp_code)
    return type(problem).__name__
