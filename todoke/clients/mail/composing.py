"""Composing a mail (メール): plain text, no picture, no tracker, nothing another text could turn into a header.

The two headers of one-click unsubscribing stay on one line each: folded, they have broken signatures elsewhere.
Sources: RFC 5322, RFC 8058 (List-Unsubscribe-Post), RFC 3834 (Auto-Submitted).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_LOCAL}@{_LABEL}(?:\.{_LABEL})+", re.ASCII)
_LONGEST_ADDRESS = 254
_STOP_URL = re.compile(r"https?://[!-;=?-~]{1,800}", re.ASCII)
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9._-]{1,100}@[A-Za-z0-9.-]{1,100}>", re.ASCII)


class MailError(ValueError):
    """A mail cannot be made of this; the message never repeats what it was."""


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail says. ``stop_url`` gives it the button by which mail programs stop it in one click."""

    sender: str
    sender_name: str
    to: str
    subject: str
    body: str
    message_id: str
    at: datetime
    stop_url: str = ""


def fold_address(text: str) -> str:
    """Return a mail address as it is used: widths evened out, blanks at its ends dropped, the domain in lower case.

    Raises:
        MailError: it is no address, or one of a kind we cannot write to.

    >>> fold_address(" Hanako＠Example.JP ")
    'Hanako@example.jp'
    """
    folded = unicodedata.normalize("NFKC", text).strip()
    if len(folded) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(folded):
        raise MailError("this is no mail address")
    local, _, domain = folded.rpartition("@")
    if len(local) > 64:
        raise MailError("this is no mail address")
    return f"{local}@{domain.lower()}"


def compose(mail: Mail) -> bytes:
    """Return the bytes of the mail, with CRLF, unsigned; raises MailError."""
    for text in (mail.sender_name, mail.subject):
        if any(unicodedata.category(sign) in ("Cc", "Zl", "Zp") for sign in text):
            raise MailError("a header holds a control sign")
    if not _MESSAGE_ID.fullmatch(mail.message_id):
        raise MailError("the Message-ID has another form")
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(mail.sender_name, addr_spec=fold_address_or_local(mail.sender))
    message["To"] = fold_address(mail.to)
    message["Subject"] = mail.subject
    message["Date"] = mail.at
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body, cte="base64")
    return _unsubscribing(mail.stop_url) + message.as_bytes()


def fold_address_or_local(text: str) -> str:
    """Return the sender's address; on a single machine its domain may be a plain ``localhost`` or number."""
    local, _, domain = text.rpartition("@")
    if re.fullmatch(_LOCAL, local) and re.fullmatch(r"localhost|[0-9.]{7,15}", domain):
        return f"{local}@localhost"
    return fold_address(text)


def _unsubscribing(url: str) -> bytes:
    if not url:
        return b""
    if not _STOP_URL.fullmatch(url):
        raise MailError("the address for stopping has another form")
    return f"List-Unsubscribe: <{url}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n".encode()
