"""The post: letters with codes, written and sent after the turn that asked for them, again and again until they are.

A crash between writing and noting may send a letter twice, never not at all; the newer code is the one that works.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Final

from bot.clock import Clock
from bot.mail import Letter, Mailer, MailRejected, MailUnavailable
from bot.storage import Storage
from dialogue.messages.access import CodeLetter as CodeLetterText
from dialogue.messages.access import CodeLetterSubject
from dialogue.wording import Wordings
from orders import service
from orders.access import CodeLetter
from orders.policy import Policy

log = logging.getLogger(__name__)

LETTERS: Final = "letters"
"""The key under which letters are sent; a reply never waits for one, so its time tells nothing."""
PAUSE: Final = timedelta(seconds=20)
"""Between two tries to reach a mail server that does not answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """`at` marks points where a test may stop the process."""

    storage: Storage
    mailer: Mailer
    wordings: Wordings
    policy: Policy
    clock: Clock
    at: Callable[[str], None] = field(default=lambda point: None)

    def waiting(self) -> tuple[int, ...]:
        with self.storage.reads() as session:
            return service.letters_due(session, self.clock())

    def tasks(self) -> tuple[Callable[[], None], ...]:
        """One for each letter that is due; one that fails holds up no other."""
        return tuple(partial(self.send, code) for code in self.waiting())

    def send(self, code: int) -> None:
        """Write the letter, commit, send it, note it."""
        with self.storage.writes() as session:
            written = service.write_letter(session, code, self.clock(), self.policy)
        if written is None:
            return
        self.at("before letter is sent")
        try:
            self.mailer.send(self.letter(written))
        except MailUnavailable as unavailable:
            log.warning("The letter for access code %s could not be sent yet: %s", code, unavailable)
            with self.storage.writes() as session:
                service.letter_put_off(session, code, self.clock() + PAUSE)
            return
        except MailRejected as rejected:
            log.warning("The letter for access code %s was rejected: %s", code, rejected)
            with self.storage.writes() as session:
                service.letter_refused(session, code)
            return
        self.at("after letter is sent")
        with self.storage.writes() as session:
            service.letter_sent(session, code)

    def letter(self, written: CodeLetter) -> Letter:
        """In the language the code was asked for in."""
        subject = self.wordings.render(CodeLetterSubject(), written.locale, written.market)
        text = self.wordings.render(
            CodeLetterText(code=written.code, until=written.until), written.locale, written.market
        )
        return Letter(written.email, subject.text, text.text, text.locale)
