"""A mail with a report, and the server that takes it."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from app.core.config import get_settings

PORTS = {"smtp": 25, "starttls": 587, "smtps": 465}
PATIENCE_S = 30
GREETING_S = 3
HELD_UP = range(400, 500)


class NotSent(Exception):  # noqa: N818 - what happened
    """The mail was not taken; `again`: it may be, later."""

    def __init__(self, reason: str, *, again: bool) -> None:
        super().__init__(reason)
        self.again = again


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a mail."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """What is sent, to one address. `mark` makes the Message-ID, the same for every attempt."""

    recipient: str
    subject: str
    text: str
    mark: str
    attachment: Attachment | None = None

    def message(self) -> EmailMessage:
        """The message; every header is built from a value, and a line break in one is refused by the library."""
        name, address = parseaddr(get_settings().smtp_sender)
        user, _, domain = address.partition("@")
        made = EmailMessage(policy=SMTP)
        made["From"] = Address(name, user, domain)
        made["To"] = Address(addr_spec=self.recipient)
        made["Subject"] = one_line(self.subject)
        made["Date"] = format_datetime(datetime.now(UTC))
        made["Message-ID"] = f"<{self.mark}@{domain}>"
        made["Auto-Submitted"] = "auto-generated"
        made.set_content(self.text)
        if self.attachment is not None:
            kind, _, subtype = self.attachment.media_type.partition("/")
            made.add_attachment(
                self.attachment.content, maintype=kind, subtype=subtype, filename=one_line(self.attachment.name)
            )
        return made


def one_line(text: str) -> str:
    """The text without control characters and line breaks."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def is_set_up() -> bool:
    """Whether a mail server is configured."""
    return get_settings().smtp_url is not None


def greet() -> None:
    """Ask the server whether it would take mails now. Raises NotSent."""
    with _refusals(""), _server(GREETING_S) as server:
        server.noop()


def send(mail: Mail) -> None:
    """Hand the mail to the server. Raises NotSent."""
    with _refusals(mail.recipient), _server() as server:
        server.send_message(mail.message())


@contextmanager
def _refusals(recipient: str) -> Iterator[None]:
    """What goes wrong with a server, as NotSent with its reason."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        reason = f"The mail server refused {recipient}: {code} {_said(said)}"
        raise NotSent(reason, again=code in HELD_UP) from error
    except smtplib.SMTPAuthenticationError as error:
        raise NotSent(f"The mail server refused our sign-in: {error.smtp_code}", again=True) from error
    except smtplib.SMTPResponseException as error:
        reason = f"The mail server answered {error.smtp_code} {_said(error.smtp_error)}"
        raise NotSent(reason, again=error.smtp_code in HELD_UP) from error
    except smtplib.SMTPNotSupportedError as error:
        raise NotSent(f"The mail server cannot take this: {error}", again=False) from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(
            f"The mail server cannot be reached: {one_line(str(error))[:200] or type(error).__name__}", again=True
        ) from error


@contextmanager
def _server(patience_s: int = PATIENCE_S) -> Iterator[smtplib.SMTP]:
    url = get_settings().smtp_url
    if url is None:
        raise NotSent("There is no mail server: SMTP_URL is not set.", again=True)
    parts = urlsplit(url.get_secret_value())
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=patience_s, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=patience_s)
    with server:
        server.ehlo_or_helo_if_needed()
        if parts.scheme == "starttls" or (parts.scheme == "smtp" and server.has_extn("starttls")):
            server.starttls(context=context)
        if parts.username:
            if not isinstance(server.sock, ssl.SSLSocket) and not _is_here(host):
                raise NotSent("The mail server does not encrypt, so that no password is sent to it.", again=True)
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _said(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return one_line(text)[:200]
