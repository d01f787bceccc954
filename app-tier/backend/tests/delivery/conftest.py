"""A real SMTP server on this machine, and reports to send through it."""

import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.core.config import get_settings
from tests.query.conftest import stored
from tests.reports.conftest import Owner, folder, owner

__all__ = ["folder", "owner", "stored"]
HERE = "127.0.0.1"
Serve = Callable[..., "MailServer"]


class MailServer:
    """What came in, and what the server is to answer instead of taking it."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.refusals: list[str] = []
        self.encrypted: list[bool] = []
        self.users: list[str] = []
        self.port = 0

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refusals:
            return self.refusals.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.envelopes.append(envelope)
        self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        return "250 OK"

    def sign_in(self, _: SMTP, __: Session, ___: Envelope, ____: str, given: Any) -> AuthResult:
        self.users.append(cast(LoginPassword, given).login.decode())
        return AuthResult(success=cast(LoginPassword, given).password == b"p@ss/word", handled=False)

    @property
    def mails(self) -> list[EmailMessage]:
        return [
            cast(EmailMessage, message_from_bytes(bytes(one.content or b""), policy=default)) for one in self.envelopes
        ]

    @property
    def recipients(self) -> list[str]:
        return [to for one in self.envelopes for to in one.rcpt_tos]


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for this machine in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HERE)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HERE))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(private + made.public_bytes(pem))
    return path


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch, certificate: Path) -> Iterator[Serve]:
    """Starts a server of a kind and points SMTP_URL at it."""
    running: list[Controller] = []

    def start(scheme: str = "smtp", sign_in: str = "", *, tls: bool = False, trusted: bool = True) -> MailServer:
        made = MailServer()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        with socket.socket() as free:
            free.bind((HERE, 0))
            made.port = free.getsockname()[1]
        more: dict[str, Any] = {"authenticator": made.sign_in, "auth_require_tls": False} if sign_in else {}
        if scheme == "smtps":
            more["ssl_context"] = context
        elif tls:
            more["tls_context"] = context
        controller = Controller(made, hostname=HERE, port=made.port, **more)
        controller.start()
        running.append(controller)
        monkeypatch.setenv("SMTP_URL", f"{scheme}://{sign_in}{HERE}:{made.port}")
        monkeypatch.setenv("SMTP_SENDER", "Bestände <inventory@example.com>")
        if trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        get_settings.cache_clear()
        return made

    yield start
    for one in running:
        one.stop()
    get_settings.cache_clear()


@pytest.fixture
def server(serve: Serve) -> MailServer:
    return serve()


@pytest.fixture
def operator(owner: Owner, sign_in: Callable[..., dict[str, str]]) -> Owner:
    """Somebody who may write to any address."""
    return Owner(owner.client, sign_in("operator", "olga"))
