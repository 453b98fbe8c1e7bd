"""What staff do in Slack, taken in: thread replies, buttons, windows, the App Home and `/shop`, over HTTP or a socket.

Slack is answered once what it brought is stored; turns run behind that. Only listed users act, and what they say goes
through the same inbox and turn as everything else.
"""

import json
import logging
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from slack_bolt import Ack, App, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError
from sqlalchemy.exc import SQLAlchemyError

from bot import store as bot_store
from bot.desk.cases import said_at_the_desk
from bot.desk.slack import blocks, store
from bot.desk.slack.asked import Asked
from bot.desk.slack.facts import Shown, home_cases, in_full, shown
from bot.desk.slack.files import attached
from bot.desk.slack.store import ANSWER, CHANNEL, Draft, Json, Thread
from bot.desk.slack.text import escaped, without_notes, written
from bot.desk.words import amount_of
from bot.transcript import transcript
from dialogue.inbound import Attachment
from orders import service
from orders.money import Money, MoneyError

if TYPE_CHECKING:
    from bot.wiring import Shop

log = logging.getLogger(__name__)

SLACK: Final = "slack"
"""The key under which the mirror and the poster are woken."""
TAKEN: Final = frozenset({None, "file_share", "thread_broadcast"})
"""Subtypes of messages that somebody wrote."""

NOT_LISTED: Final = "You are not on the list of people who answer shoppers (SLACK_STAFF): nothing was done or sent."
CLOSED: Final = "This conversation is handed back to the agent: nothing was sent."
NOT_YOURS: Final = "You do not have this conversation: claim it first. Nothing was done."
EDITED: Final = "Edits and deletions reach nobody: what was sent stays as it was, what was not is not sent now."
NOTED_FILES: Final = (
    "Your message has notes for the team in it, so its files stay with the team too. To send them to the shopper, post "
    "them without notes."
)
REVEALED: Final = "see_in_full"
"""How the record calls that somebody has looked."""
DECIDED: Final = "Nothing waits for a decision here any more."
AGAIN: Final = "Slack could not open the window. Please press again."


class Door:
    """Bolt's app with our listeners. `staff` are the listed users: Slack's id → the name that shoppers read."""

    def __init__(self, shop: "Shop", client: WebClient, staff: Mapping[str, str]) -> None:
        self._shop, self._staff = shop, dict(staff)
        self._asked, self._client = Asked(shop), client
        self.app = App(
            client=WebClient(base_url=client.base_url, timeout=client.timeout),
            # One workspace, one token: nothing to look up, so what comes in while Slack's API is down is taken too.
            authorize=lambda: AuthorizeResult(enterprise_id=None, team_id=None, bot_token=client.token),
            # Verified before Bolt sees it: Bolt writes the body of a badly signed request to its log.
            request_verification_enabled=False,
            ignoring_self_events_enabled=False,
            process_before_response=True,
            raise_error_for_unhandled_request=True,
        )
        self.app.event("message")(self._message)
        self.app.event("app_home_opened")(self._home)
        self.app.action(re.compile("^case_"))(self._action)
        self.app.view(re.compile("^case_"))(self._window)
        self.app.command("/shop")(self._command)
        self.app.error(self._failed)

    # ---- thread replies

    def _message(self, event: Json) -> None:
        if event.get("bot_id") is not None:
            return
        subtype = event.get("subtype")
        if subtype in ("message_changed", "message_deleted"):
            self._edited(event)
        elif subtype in TAKEN:
            thread = self._thread_at(event, event)
            if thread is not None:
                self._reply(thread, event)

    def _reply(self, thread: Thread, event: Json) -> None:
        user, channel, ts = _text(event, "user"), _text(event, "channel"), _text(event, "ts")
        name = self._staff.get(user)
        if name is None or thread.closed:
            self._tell(f"refused:{channel}:{ts}", NOT_LISTED if name is None else CLOSED, user, thread)
            return
        said, files = written(_text(event, "text"), self._staff), attached(event)
        if files and said.notes:
            self._tell(f"files:{channel}:{ts}", NOTED_FILES, user, thread)
            files = ()
        if said.to_shopper or files:
            self._accept(thread, name, ANSWER, said.to_shopper, f"message:{channel}:{ts}", files)

    def _edited(self, event: Json) -> None:
        """Says that an edit is not passed on; Slack's own changes (a link's preview) leave the text alone."""
        before, after = _inner(event, "previous_message"), _inner(event, "message")
        thread = self._thread_at(event, before)
        user = _text(before, "user")
        if thread is None or user not in self._staff or (after and after.get("text") == before.get("text")):
            return
        self._tell(f"edited:{thread.channel}:{_text(event, 'event_ts')}", EDITED, user, thread)

    def _thread_at(self, event: Json, message: Json) -> Thread | None:
        """The case's thread that a message is a reply in."""
        root, ts = _text(message, "thread_ts"), _text(message, "ts")
        if not root or root == ts:
            return None
        with self._shop.storage.reads() as session:
            return store.thread_at(session, _text(event, "channel"), root)

    # ---- buttons and windows

    def _action(self, ack: Ack, body: Json, action: Json) -> None:
        ack()
        user, verb = _text(_inner(body, "user"), "id"), _text(action, "action_id")
        key = f"{_text(action, 'action_ts')}:{user}:{verb}"
        given = _value(_text(action, "value"))
        thread, found = self._case(given["subject"])
        if thread is None or found is None:
            return
        name = self._staff.get(user)
        why = self._why_not(name, verb, found)
        if why or name is None:
            self._tell(f"action:{key}", why, user, thread)
        elif verb in (blocks.CLAIM, blocks.HAND_BACK):
            self._accept(thread, name, verb.removeprefix("case_"), "", f"action:{key}")
        elif verb == blocks.REVEAL:
            self._reveal(thread, found, name, user, key, _text(body, "trigger_id"))
        elif verb == blocks.SUGGEST:
            self._suggest(f"suggest:{key}", thread)
        else:
            self._open(thread, user, key, _text(body, "trigger_id"), _window_of(verb, given, found))

    def _reveal(self, thread: Thread, found: Shown, name: str, user: str, key: str, trigger: str) -> None:
        """Shows the holder alone what the thread hides; who looked is kept and told to the team first."""
        shop, now = self._shop, self._shop.clock()
        draft = Draft(
            key=f"revealed:{key}",
            method="chat.postMessage",
            place=thread.channel,
            body={"text": f":eyes: {escaped(name)} has looked at the shopper's details in full."},
            thread=thread.id,
            shopper=thread.shopper,
        )
        with shop.storage.writes() as session:
            bot_store.note(session, thread.case, name, REVEALED, now)
            store.put(session, draft, now)
            rows = in_full(found, service.orders_of(session, thread.shopper))
            said = transcript(session, thread.conversation, shop.wordings)
        shop.runner.wake(SLACK)
        last = [f"{each.speaker.value}: {each.text}" for each in reversed(said[-blocks.FULL_WORDS :])]
        self._open(thread, user, key, trigger, blocks.full_window(rows, last))

    def _suggest(self, key: str, thread: Thread) -> None:
        draft = Draft(
            key=key, method="suggest", place=thread.channel, body={}, thread=thread.id, shopper=thread.shopper
        )
        self._put(draft)

    def _why_not(self, name: str | None, verb: str, found: Shown) -> str:
        """Why somebody may not press this now; empty when they may."""
        if name is None:
            return NOT_LISTED
        if found.closed:
            return CLOSED
        if verb in (blocks.CLAIM, blocks.SUGGEST):
            return ""
        if found.view.staff != name:
            return NOT_YOURS
        return DECIDED if verb in (blocks.APPROVE, blocks.DECLINE) and found.view.refund is None else ""

    def _open(self, thread: Thread, user: str, key: str, trigger: str, window: Json) -> None:
        try:
            self._client.views_open(trigger_id=trigger, view=window)
        except (SlackClientError, OSError) as error:
            log.warning("A window for thread %s was not opened: %s", thread.id, type(error).__name__)
            self._tell(f"again:{key}", AGAIN, user, thread)

    def _window(self, ack: Ack, body: Json, view: Json) -> None:
        name = self._staff.get(_text(_inner(body, "user"), "id"))
        verb, values = _text(view, "callback_id"), _inner(_inner(view, "state"), "values")
        subject = _value(_text(view, "private_metadata"))["subject"]
        thread, found = self._case(subject)
        field = {blocks.REPLY: "text", blocks.ASK: "what"}.get(verb, "reason")
        why = self._why_not(name, verb, found) if found else CLOSED
        amount: Money | None = None
        # Notes of the team are a block of their own, which is never looked at.
        said = _typed(values, field)
        if verb == blocks.REPLY:
            said = without_notes(said).to_shopper
            why = why or ("" if said else "There is nothing in it for the shopper.")
        if verb == blocks.APPROVE and found is not None and not why:
            amount, field, why = _amount(_typed(values, "amount"), said, subject.partition(":")[2], found)
        if thread is None or name is None or why:
            ack(response_action="errors", errors={field: why})
            return
        self._accept(thread, name, *_wish(verb, subject, said, amount), f"view:{_text(view, 'id')}")
        ack()

    def _case(self, subject: str) -> tuple[Thread | None, Shown | None]:
        number = subject.partition(":")[0]
        with self._shop.storage.reads() as session:
            thread = store.thread(session, int(number)) if number.isdecimal() else None
            return thread, shown(session, thread, self._shop.clock()) if thread else None

    # ---- the App Home and the command

    def _home(self, event: Json, body: Json) -> None:
        user = _text(event, "user")
        with self._shop.storage.reads() as session:
            cases = home_cases(session, self._shop.clock()) if user in self._staff else ()
        view: Json = {"user_id": user, "view": blocks.home(cases, user in self._staff)}
        self._put(Draft(key=f"home:{_text(body, 'event_id')}", method="views.publish", place=user, body=view))

    def _command(self, ack: Ack, command: Json) -> None:
        listed = _text(command, "user_id") in self._staff
        text = self._asked.answer(_text(command, "text")) if listed else NOT_LISTED
        ack(text=text, response_type="ephemeral")

    # ---- what comes of it

    def _accept(
        self,
        thread: Thread,
        name: str,
        verb: str,
        text: str,
        external_id: str,
        files: tuple[Attachment, ...] = (),
    ) -> None:
        arrival = said_at_the_desk(thread.conversation, name, verb, text, external_id, door=CHANNEL, attachments=files)
        if self._shop.engine.accept(arrival) is not None:
            self._shop.runner.wake(thread.conversation)
            self._shop.runner.wake(SLACK)

    def _tell(self, key: str, text: str, user: str, thread: Thread) -> None:
        """A word to one person alone, in the thread."""
        body: Json = {"text": text, "user": user}
        self._put(Draft(key=key, method="chat.postEphemeral", place=thread.channel, body=body, thread=thread.id))

    def _put(self, draft: Draft) -> None:
        with self._shop.storage.writes() as session:
            store.put(session, draft, self._shop.clock())
        self._shop.runner.wake(SLACK)

    def _failed(self, error: Exception) -> BoltResponse:
        """What we have no use for is answered and forgotten; what could not be stored is not answered, so that Slack
        sends it again."""
        if isinstance(error, BoltUnhandledRequestError):
            return BoltResponse(status=200, body="")
        log.warning("Something from Slack could not be taken: %s", type(error).__name__, exc_info=not _is_db(error))
        return BoltResponse(status=503, body="")


def _is_db(error: Exception) -> bool:
    return isinstance(error, SQLAlchemyError)


def _window_of(verb: str, given: Mapping[str, str], found: Shown) -> Json:
    subject = given["subject"]
    if verb == blocks.ASK:
        return blocks.ask_window(subject)
    if verb in (blocks.APPROVE, blocks.DECLINE) and found.view.refund is not None:
        return blocks.decision_window(verb, f"{found.view.thread}:{found.view.refund.id}", found.view.refund)
    return blocks.reply_window(subject, given.get("text", ""))


def _amount(typed: str, why: str, refund: str, found: Shown) -> tuple[Money | None, str, str]:
    """The amount that was typed, and which field is wrong in what way: "" where none is. The bounds are those of
    `orders`, which decides anew when it is booked."""
    waiting = found.view.refund
    if waiting is None or waiting.id != refund:
        return None, "reason", DECIDED
    if not typed:
        return None, "reason", ""
    try:
        amount, least, most = (amount_of(each, waiting.currency) for each in (typed, waiting.least, waiting.most))
    except MoneyError:
        return None, "amount", f"Please write the amount like {waiting.plain}."
    if not least <= amount <= most:
        return None, "amount", f"This may be from {waiting.least} to {waiting.most}."
    if amount.plain() != waiting.plain and not why:
        return None, "reason", "Another amount than was asked for needs a reason: the books keep it."
    return amount, "reason", ""


def _wish(verb: str, subject: str, said: str, amount: Money | None) -> tuple[str, str]:
    """The desk's verb and text for what a window was filled in with."""
    refund = subject.partition(":")[2]
    match verb:
        case blocks.APPROVE:
            return f"grant:{refund}" + (f":{amount.minor}:{amount.currency}" if amount else ""), said
        case blocks.DECLINE:
            return f"refuse:{refund}", said
        case blocks.ASK:
            return f"ask:{said}", ""
        case _:
            return ANSWER, said


def _value(text: str) -> dict[str, str]:
    """A button's value or a window's metadata: the subject (thread, or thread:refund), and words where there are."""
    try:
        found = json.loads(text) if text.startswith("{") else {"subject": text}
    except ValueError:
        found = {}
    return {"subject": "", **{str(name): str(value) for name, value in found.items()}}


def _typed(values: Json, block: str) -> str:
    """What was typed or chosen in a window's block."""
    for element in _inner(values, block).values():
        if isinstance(element, dict):
            chosen = element.get("selected_option")
            return _text(chosen if isinstance(chosen, dict) else element, "value").strip()
    return ""


def _inner(body: Json, name: str) -> Json:
    found = body.get(name)
    return found if isinstance(found, dict) else {}


def _text(body: Json, name: str) -> str:
    """A field's text, as every database can store it; empty where there is none."""
    found = body.get(name)
    return found.encode("utf-8", "replace").decode().replace("\x00", "") if isinstance(found, str) else ""
