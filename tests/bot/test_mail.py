"""Letters over the wire to a real mail server, in the local mailbox, and what the settings make of MAIL_URL."""

import socket
import ssl
import stat
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from pydantic import ValidationError

from bot.clock import StillClock
from bot.mail import Letter, MailAddressError, MailRejected, MailUnavailable, Server, Smtp
from bot.mailbox import Mailbox
from bot.settings import Settings
from bot.wiring import mail_folder, mailer_of
from tests.builders import NOW

LETTER = Letter("jana@example.com", "Ihr Code für den Chat", "Guten Tag,\n\n123456\n\nGrüße", "de_AT")


class Postman:
    """Takes letters, or refuses them with the answers given."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.to: list[str] = []
        self.refuses_recipient = ""
        self.refuses_letter = ""

    async def handle_RCPT(  # noqa: N802 - the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuses_recipient:
            return self.refuses_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.refuses_letter:
            return self.refuses_letter
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.letters.append(message)
        self.to += envelope.rcpt_tos
        return "250 OK"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture
def postman() -> Postman:
    return Postman()


@pytest.fixture
def server(postman: Postman) -> Iterator[Controller]:
    controller = Controller(postman, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller
    controller.stop()


def to(controller: Controller, **more: object) -> Smtp:
    return Smtp(Server("127.0.0.1", controller.port, **more), "shop@example.com", seconds=5)  # type: ignore[arg-type]  # by name


def test_a_letter_arrives_as_it_was_written(server: Controller, postman: Postman) -> None:
    to(server).send(LETTER)
    (message,) = postman.letters
    body = message.get_body(("plain",))
    assert postman.to == ["jana@example.com"]
    assert (message["From"], message["To"], message["Subject"]) == ("shop@example.com", LETTER.to, LETTER.subject)
    assert body is not None and body.get_content().replace("\r\n", "\n").strip() == LETTER.text
    assert (message["Content-Language"], message["Auto-Submitted"]) == ("de-AT", "auto-generated")
    assert message["Message-ID"] and message["Date"]


@pytest.mark.parametrize("answer", ["550 no such person", "553 not here"])
def test_an_address_that_takes_no_mail_is_never_tried_again(server: Controller, postman: Postman, answer: str) -> None:
    postman.refuses_recipient = answer
    with pytest.raises(MailRejected):
        to(server).send(LETTER)


@pytest.mark.parametrize(("recipient", "letter"), [("450 later", ""), ("", "451 later")])
def test_a_server_that_is_busy_is_asked_again(
    server: Controller, postman: Postman, recipient: str, letter: str
) -> None:
    postman.refuses_recipient, postman.refuses_letter = recipient, letter
    with pytest.raises(MailUnavailable):
        to(server).send(LETTER)


def test_a_letter_that_the_server_will_not_have_is_rejected(server: Controller, postman: Postman) -> None:
    postman.refuses_letter = "554 spam"
    with pytest.raises(MailRejected):
        to(server).send(LETTER)


def test_a_server_that_is_not_there_is_asked_again() -> None:
    with pytest.raises(MailUnavailable):
        Smtp(Server("127.0.0.1", free_port()), "shop@example.com", seconds=5).send(LETTER)


def test_an_address_with_a_line_break_writes_no_headers_of_its_own(server: Controller, postman: Postman) -> None:
    with pytest.raises(MailRejected):
        to(server).send(Letter("a@example.com\nBcc: eve@example.com", "x", "y"))
    assert postman.letters == []


# ---- encryption and passwords


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    wanted = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout key.pem -out cert.pem"
    names = ("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")
    command = ["openssl", *wanted.split(), *names]
    made = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    if made.returncode:
        pytest.skip("needs the openssl command")
    return folder


def secure(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    return context


def _right(server: SMTP, session: Session, envelope: Envelope, mechanism: str, told: object) -> AuthResult:
    right = isinstance(told, LoginPassword) and (told.login, told.password) == (b"shop", b"s:cret/1")
    return AuthResult(success=right)


def test_a_letter_goes_out_encrypted_and_signed_in(
    postman: Postman, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    controller = Controller(
        postman,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=secure(certificate),
        auth_required=True,
        authenticator=_right,
    )
    controller.start()
    try:
        url = f"smtp://shop:s%3Acret%2F1@127.0.0.1:{controller.port}"
        Smtp(Server.at(url), "shop@example.com", seconds=5).send(LETTER)
        with pytest.raises(MailUnavailable):
            Smtp(Server.at(url.replace("cret", "ilver")), "shop@example.com", seconds=5).send(LETTER)
    finally:
        controller.stop()
    assert len(postman.letters) == 1


def test_a_server_that_nobody_vouches_for_gets_no_letter(postman: Postman, certificate: Path) -> None:
    controller = Controller(postman, hostname="127.0.0.1", port=free_port(), tls_context=secure(certificate))
    controller.start()
    try:
        with pytest.raises(MailUnavailable):
            to(controller).send(LETTER)
    finally:
        controller.stop()
    assert postman.letters == []


def test_a_password_never_goes_out_unencrypted(server: Controller, postman: Postman) -> None:
    # Any name for this machine but "localhost" and its addresses stands for a server elsewhere.
    elsewhere = Server("127.0.0.2", server.port, user="shop", password="secret")
    assert "secret" not in repr(elsewhere)
    with pytest.raises(MailUnavailable):
        Smtp(elsewhere, "shop@example.com", seconds=5).send(LETTER)
    assert postman.letters == []


# ---- settings


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.com", Server("mail.example.com", 587)),
        ("smtps://mail.example.com", Server("mail.example.com", 465, tls=True)),
        ("smtp://shop:p%40ss@mail.example.com:2525", Server("mail.example.com", 2525, user="shop", password="p@ss")),
    ],
)
def test_a_mail_server_s_address_is_read(url: str, server: Server) -> None:
    assert Server.at(url) == server


@pytest.mark.parametrize("url", ["mail.example.com", "http://mail.example.com", "smtp://", "smtp://host:port"])
def test_what_is_no_mail_server_is_refused_without_telling_the_password(url: str) -> None:
    with pytest.raises(MailAddressError, match="smtp://user:password@host"):
        Server.at(url)
    with pytest.raises(ValidationError, match="MAIL_URL"):
        Settings(MAIL_URL=url)
    with pytest.raises(ValidationError) as told:
        Settings(MAIL_URL="ftp://shop:geheim@host")
    assert "geheim" not in str(told.value)


def test_without_a_mail_server_letters_are_kept_beside_the_database(tmp_path: Path) -> None:
    clock = StillClock(NOW)
    here = Settings(DATABASE_URL=f"sqlite:///{tmp_path}/shop.db")
    assert mail_folder(here) == tmp_path / "shop-mail"
    assert mail_folder(Settings(DATABASE_URL=":memory:")) is None
    assert isinstance(mailer_of(here, clock), Mailbox)
    assert isinstance(mailer_of(Settings(MAIL_URL="smtp://mail.example.com"), clock), Smtp)


# ---- the local mailbox


@pytest.mark.parametrize("in_memory", [True, False])
def test_a_kept_letter_reads_as_it_was_written(tmp_path: Path, in_memory: bool) -> None:
    box = Mailbox(None if in_memory else tmp_path / "mail", StillClock(NOW))
    box.send(LETTER)
    assert [kept.letter for kept in box.letters()] == [LETTER]
    assert abs(box.letters()[0].at - NOW) < timedelta(seconds=1)
    box.clear()
    assert box.letters() == ()


def test_kept_letters_come_in_order_and_only_their_owner_may_read_them(tmp_path: Path) -> None:
    clock = StillClock(NOW)
    box = Mailbox(tmp_path / "mail", clock)
    for number in range(3):
        box.send(Letter("jana@example.com", f"letter {number}", "x"))
        clock.move(timedelta(minutes=number))
    assert [kept.letter.subject for kept in box.letters()] == ["letter 0", "letter 1", "letter 2"]
    assert stat.S_IMODE((tmp_path / "mail").stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "mail").iterdir()} == {0o600}


@pytest.mark.parametrize("in_memory", [True, False])
def test_letters_are_kept_for_a_day(tmp_path: Path, in_memory: bool) -> None:
    clock = StillClock(NOW)
    box = Mailbox(None if in_memory else tmp_path / "mail", clock)
    box.send(LETTER)
    clock.move(timedelta(days=1, seconds=1))
    box.send(Letter("jana@example.com", "today's", "x"))
    assert [kept.letter.subject for kept in box.letters()] == ["today's"]


@pytest.mark.parametrize("in_memory", [True, False])
def test_an_old_letter_is_gone_for_who_looks_though_none_was_sent_since(tmp_path: Path, in_memory: bool) -> None:
    clock = StillClock(NOW)
    box = Mailbox(None if in_memory else tmp_path / "mail", clock)
    box.send(LETTER)
    clock.move(timedelta(days=1, seconds=1))
    assert box.letters() == () and list(tmp_path.glob("mail/*")) == []


@pytest.mark.parametrize("address", ["anna@", "a@[", "@"])
def test_an_address_that_is_none_is_rejected_and_breaks_nothing(
    server: Controller, postman: Postman, address: str
) -> None:
    with pytest.raises(MailRejected):
        to(server).send(Letter(address, "x", "y"))
    assert postman.letters == []
