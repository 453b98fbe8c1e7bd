"""Letters by e-mail: what one is, the ways to send one, and which of them the settings choose.

Nothing here logs what a letter says or whom it goes to.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

SECONDS: Final = 20.0
"""How long a mail server may take for each answer."""
_PORTS: Final = {"smtp": 587, "smtps": 465}
_OURSELVES: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class MailUnavailable(Exception):
    """The letter could not be sent now; another time it may."""


class MailRejected(Exception):
    """The letter can never be sent to this address."""


class MailAddressError(ValueError):
    """MAIL_URL is no address of a mail server; the message says what would be one."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail as plain text."""

    to: str = field(repr=False)
    subject: str
    text: str = field(repr=False)
    locale: str = "en"


class Mailer(Protocol):
    def send(self, letter: Letter) -> None:
        """Returns once the letter is accepted. Raises MailUnavailable or MailRejected."""
        ...


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server: `MAIL_URL=smtp://user:password@host:port`, or smtps:// where it speaks TLS from the start."""

    host: str
    port: int
    tls: bool = False
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def at(cls, url: str) -> "Server":
        """Raises MailAddressError."""
        told = urlsplit(url)
        try:
            port = told.port or _PORTS.get(told.scheme, 0)
        except ValueError:
            port = 0
        if told.scheme not in _PORTS or not told.hostname or not port:
            # Without what was typed: it may hold a password.
            raise MailAddressError("MAIL_URL is not a mail server's address; try smtp://user:password@host:587")
        user, password = unquote(told.username or ""), unquote(told.password or "")
        return cls(told.hostname, port, told.scheme == "smtps", user, password)


class Smtp:
    """Sends through a mail server, encrypted wherever the server can; a password never goes out unencrypted."""

    def __init__(self, server: Server, sender: str, seconds: float = SECONDS) -> None:
        self._server, self._sender, self._seconds = server, sender, seconds

    def send(self, letter: Letter) -> None:
        message = written(letter, self._sender)
        try:
            with self._connected() as connection:
                connection.send_message(message, self._sender, [letter.to])
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPNotSupportedError) as refused:
            if _for_good(refused):
                raise MailRejected(type(refused).__name__) from None
            raise MailUnavailable(type(refused).__name__) from None
        except (OSError, smtplib.SMTPException) as error:
            raise MailUnavailable(type(error).__name__) from None

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        server, safely = self._server, ssl.create_default_context()
        if server.tls:
            with smtplib.SMTP_SSL(server.host, server.port, timeout=self._seconds, context=safely) as connection:
                self._sign_in(connection)
                yield connection
            return
        with smtplib.SMTP(server.host, server.port, timeout=self._seconds) as connection:
            connection.ehlo()
            if connection.has_extn("starttls"):
                connection.starttls(context=safely)
                connection.ehlo()
            elif server.user and server.host not in _OURSELVES:
                raise MailUnavailable("the mail server wants a password unencrypted")
            self._sign_in(connection)
            yield connection

    def _sign_in(self, connection: smtplib.SMTP) -> None:
        if self._server.user:
            try:
                connection.login(self._server.user, self._server.password)
            except smtplib.SMTPNotSupportedError:
                raise MailUnavailable("the mail server takes no password") from None


def _for_good(refused: smtplib.SMTPException) -> bool:
    """A 5xx answer, or an address that this server cannot take."""
    if isinstance(refused, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in refused.recipients.values())
    return not isinstance(refused, smtplib.SMTPResponseException) or refused.smtp_code >= 500


def written(letter: Letter, sender: str) -> EmailMessage:
    """The letter as it goes over the wire. Raises MailRejected for an address that no header can hold."""
    message = EmailMessage()
    try:
        message["From"], message["To"], message["Subject"] = sender, letter.to, letter.subject
    except (ValueError, IndexError, AttributeError):  # The last two are what the parser of headers makes of "a@".
        raise MailRejected("the address cannot be written") from None
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=sender.rpartition("@")[2] or "localhost")
    # RFC 3834: nobody's holiday notice shall answer it.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message["Content-Language"] = letter.locale.replace("_", "-")
    return message
