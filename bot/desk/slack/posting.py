"""Posts what waits for Slack: in order within a thread, paced in each channel, tried again until Slack takes it.

Only what Slack will never take is dropped, with its reason. While Slack is down, or the app is set up wrongly, rows
wait.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPException
from typing import Final

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.clock import Clock
from bot.desk.slack import store
from bot.desk.slack.blocks import case_blocks, headline, suggestion
from bot.desk.slack.facts import shown
from bot.desk.slack.files import BrokenFile, photo_of
from bot.desk.slack.store import Json, Post, Thread
from bot.storage import Storage

log = logging.getLogger(__name__)

PACE: Final = timedelta(seconds=1)
"""Between two posts in one channel (docs.slack.dev, "Rate limits": about one a second)."""
LEASE: Final = timedelta(seconds=60)
"""For how long a process that posts keeps others from posting in the same channel; longer than a call may take."""
AT_ONCE: Final = 30
"""Posts in one go; the rest comes with the next."""
LONGEST_PAUSE: Final = 300

REFUSED_FOR_GOOD: Final = frozenset(
    {
        "already_reacted",
        "cant_delete_message",
        "cant_update_message",
        "edit_window_closed",
        "file_deleted",
        "file_not_found",
        "invalid_arguments",
        "invalid_blocks",
        "invalid_blocks_format",
        "message_not_found",
        "msg_too_long",
        "no_reaction",
        "no_text",
        "not_found",
        "thread_not_found",
        "too_many_attachments",
        "user_not_found",
        "user_not_in_channel",
        "view_too_large",
    }
)
"""What Slack says of a post that it will not take the next time either."""


class TryLater(Exception):
    """Slack did not take it now; `after` seconds when it said so."""

    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why)
        self.why, self.after = why, after


class NotTaken(Exception):
    """Slack will never take this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """`suggest` words what the agent would answer in a thread's conversation; `pause` waits so many seconds."""

    storage: Storage
    client: WebClient
    clock: Clock
    pause: Callable[[float], None]
    suggest: Callable[[Thread], str]

    def run(self) -> None:
        """Post until nothing is due, no channel is free, or AT_ONCE were posted."""
        for _ in range(AT_ONCE):
            if not self._one():
                return

    def _one(self) -> bool:
        """Whether one was tried. Waits for a channel that is free in a moment."""
        with self.storage.reads() as session:
            due = store.waiting(session, self.clock())
        places = dict.fromkeys(post.place for post in due)
        for place in places:
            if self._take(place):
                self._try(next(post for post in due if post.place == place))
                return True
        soon = [wait for wait in map(self._free_in, places) if wait <= PACE.total_seconds()]
        if soon:
            self.pause(max(min(soon), 0.01))
        return bool(soon)

    def _take(self, place: str) -> bool:
        now = self.clock()
        with self.storage.writes() as session:
            return store.take(session, place, now, now + LEASE)

    def _free_in(self, place: str) -> float:
        with self.storage.reads() as session:
            free = store.free_at(session, place)
        return (free - self.clock()).total_seconds() if free else 0.0

    def _try(self, post: Post) -> None:
        with self.storage.reads() as session:
            still, thread = store.is_waiting(session, post.id), store.thread(session, post.thread or 0)
        rest = PACE
        try:
            if still:
                self._send(post, thread)
        except NotTaken as refused:
            self._refuse(post, str(refused))
        except TryLater as later:
            seconds = later.after if later.after is not None else min(2.0**post.attempts, LONGEST_PAUSE)
            log.warning("Slack did not take post %s (%s): again in %s s", post.id, later.why, seconds)
            rest = timedelta(seconds=max(seconds, PACE.total_seconds()))
            with self.storage.writes() as session:
                store.put_off(session, post.id, self.clock() + rest, later.why)
        with self.storage.writes() as session:
            store.rest(session, post.place, self.clock() + rest)

    def _refuse(self, post: Post, why: str) -> None:
        """Blocks that Slack does not take go out as plain text; what cannot be helped is dropped with its reason."""
        with self.storage.writes() as session:
            if post.method in ("root", "chat.postMessage") and "plain" not in post.body:
                store.change(session, post.id, {**post.body, "plain": True})
                return
            log.warning("Slack refused post %s (%s) for good: %s", post.id, post.method, why)
            store.drop(session, post.id, why, self.clock())

    def _send(self, post: Post, thread: Thread | None) -> None:
        method, body = post.method, {name: value for name, value in post.body.items() if name != "plain"}
        plain = "plain" in post.body
        if post.thread is not None and method != "root" and (thread is None or thread.ts is None):
            raise TryLater("its thread is not there yet")
        match method:
            case "root" | "update":
                ts = self._face(method, thread, plain)
            case "file":
                ts = self._file(body, thread)
            case "suggest":
                ts = self._suggestion(body, thread)
            case _:
                ts = self._call(method, _addressed(method, body, thread))
        with self.storage.writes() as session:
            if method == "root" and thread is not None and ts is not None:
                store.place_thread(session, thread.id, post.place, ts)
            store.sent(session, post.id, ts, self.clock())

    def _face(self, method: str, thread: Thread | None, plain: bool) -> str | None:
        """The first message of a thread, as its case stands now."""
        if thread is None:
            raise NotTaken("its thread is gone")
        with self.storage.reads() as session:
            found = shown(session, thread, self.clock())
        if found is None:
            raise NotTaken("its case is gone")
        body: Json = {"channel": thread.channel, "text": headline(found.view)}
        if not plain:
            body["blocks"] = case_blocks(found.view)
        if method == "update":
            return self._call("chat.update", {**body, "ts": thread.ts})
        return self._call("chat.postMessage", {**body, "unfurl_links": False, "unfurl_media": False})

    def _suggestion(self, body: Json, thread: Thread | None) -> str | None:
        if thread is None:
            raise NotTaken("its thread is gone")
        text = self.suggest(thread)
        with self.storage.reads() as session:
            found = shown(session, thread, self.clock())
        if found is None:
            raise NotTaken("its case is gone")
        said: Json = {"text": "What the agent would say", "blocks": suggestion(thread.id, text, found.mask(text))}
        return self._call("chat.postMessage", _addressed("chat.postMessage", said, thread))

    def _file(self, body: Json, thread: Thread | None) -> str | None:
        """A shopper's photo, uploaded into the thread; Slack's id of it, by which it can be deleted."""
        if thread is None or thread.ts is None:
            raise NotTaken("its thread is gone")
        with self.storage.reads() as session:
            try:
                photo = photo_of(session, thread.conversation, str(body["inbound"]), int(str(body.get("number", 0))))
            except BrokenFile as broken:
                raise NotTaken(str(broken)) from broken
        channel, ts, title = thread.channel, thread.ts, "From the shopper"
        return self._guarded(
            lambda: self.client.files_upload_v2(
                file=photo.content, filename=photo.name, channel=channel, thread_ts=ts, title=title
            )
        )

    def _call(self, method: str, body: Json) -> str | None:
        """The message's place in time, where the method answers with one."""
        return self._guarded(lambda: self.client.api_call(method, json=body))

    def _guarded(self, call: Callable[[], object]) -> str | None:
        """A message's place in time, or a file's id. Raises TryLater or NotTaken for all that Slack or the way to it
        can answer."""
        try:
            answer = call()
        except SlackApiError as error:
            raise _meaning(error) from error
        except (OSError, HTTPException, SlackClientError) as error:
            raise TryLater(type(error).__name__) from error
        return _id_of(answer)


def _id_of(answer: object) -> str | None:
    """Where an answer of the Web API names one: `ts` of a message, the id of an uploaded file."""
    get = getattr(answer, "get", None)
    if not callable(get):
        return None
    ts, files = get("ts"), get("files")
    uploaded = files[0].get("id") if isinstance(files, list) and files and isinstance(files[0], dict) else None
    found = ts if isinstance(ts, str) else uploaded
    return found if isinstance(found, str) else None


def _addressed(method: str, body: Json, thread: Thread | None) -> Json:
    """The arguments with the thread they belong to; what we post there unfurls nothing."""
    if thread is None:
        return body
    if method in ("chat.postMessage", "chat.postEphemeral"):
        body = {**body, "thread_ts": thread.ts}
    if method == "chat.postMessage":
        body = {**body, "unfurl_links": False, "unfurl_media": False}
    return {**body, "channel": thread.channel}


def _meaning(error: SlackApiError) -> TryLater | NotTaken:
    """What an error of the Web API means for the post: `ok: false` comes with status 200, the name is the contract."""
    response = error.response
    status = getattr(response, "status_code", 200)
    name = response.get("error") if hasattr(response, "get") else None
    if status == 429 or name == "ratelimited":
        headers = getattr(response, "headers", {})
        after = next((value for key, value in headers.items() if key.lower() == "retry-after"), "")
        return TryLater("ratelimited", float(after) if str(after).isdecimal() else 30.0)
    if name in REFUSED_FOR_GOOD:
        return NotTaken(str(name))
    # What is left is Slack's own trouble or a setting of ours that somebody can put right.
    return TryLater(str(name or f"status {status}"))
