"""The lab's "Try it" in the browser: talk to the shop in the words of the drafts, and replay recorded conversations."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Final

from starlette.routing import Route

from bot.lab.doors import Doors, Json, number_in, text_in
from bot.lab.preview import piece_shape
from bot.lab.publish import Lab, NoSuchText
from bot.lab.recorded import Conversation, conversations
from bot.lab.sandbox import Said, Sandbox, SandboxError, Sandboxes, Step
from bot.shop import Shop
from dialogue.inbound import storable

RECORDED: Final = Path(__file__).parents[2] / "tests" / "conversations"
"""Where a checkout has them; an installed shop has none of its own (SHOPKEEP_CONVERSATIONS)."""
FURTHEST: Final = 120
"""Days that may pass at once."""


class SandboxPages:
    """Routes of "Try it"."""

    def __init__(self, shop: Shop, lab: Lab) -> None:
        self._lab, self._boxes = lab, Sandboxes(lab, shop)
        self._folder = shop.settings.conversations or RECORDED

    def routes(self, doors: Doors) -> list[Route]:
        return [
            Route("/lab/try", doors.told(self._message), methods=["POST"]),
            Route("/lab/try/days", doors.told(self._days), methods=["POST"]),
            Route("/lab/try/begin", doors.told(self._begin), methods=["POST"]),
            Route("/lab/conversations", doors.asked(self._conversations)),
            Route("/lab/replay", doors.told(self._replay), methods=["POST"]),
        ]

    # ---- run in a worker thread

    def _message(self, body: Mapping[str, object], staff: str) -> Json:
        code = self._lab.locale(text_in(body, "locale")).code
        text, button, label = (storable(str(body.get(name) or "")) for name in ("text", "button", "label"))
        if not (text.strip() or button):
            raise SandboxError("Write something first.")

        def work(box: Sandbox) -> Json:
            return {"steps": [step_shape(box.message(code, text, button, label))], **_unfit(box)}

        return self._boxes.using(staff, text_in(body, "channel"), work)

    def _days(self, body: Mapping[str, object], staff: str) -> Json:
        days = number_in(body, "days")
        if not 1 <= days <= FURTHEST:
            raise SandboxError(f"Between 1 and {FURTHEST} days can pass at once.")

        def work(box: Sandbox) -> Json:
            return {"steps": [step_shape(box.leap(days))], **_unfit(box)}

        return self._boxes.using(staff, text_in(body, "channel"), work)

    def _begin(self, body: Mapping[str, object], staff: str) -> Json:
        return self._boxes.using(staff, text_in(body, "channel"), _unfit, anew=True)

    def _conversations(self, query: Mapping[str, str], staff: str) -> Json:
        code = query.get("locale", "de")
        return {"names": [each.script["name"] for each in self._recorded(code)], "folder": self._folder.is_dir()}

    def _replay(self, body: Mapping[str, object], staff: str) -> Json:
        name, code = text_in(body, "name"), text_in(body, "locale")
        found = next((each for each in self._recorded(code) if each.script["name"] == name), None)
        if found is None:
            raise NoSuchText(f"There is no recorded conversation {name!r} in {code}.")
        return self._boxes.using(staff, text_in(body, "channel"), partial(_played, conversation=found))

    def _recorded(self, code: str) -> list[Conversation]:
        """Of the locale's own folder, and of its language's behind it."""
        locale = self._lab.locale(code)
        folders = dict.fromkeys((locale.code, locale.language))
        return [each for folder in folders for each in conversations(self._folder, folder)]


def _played(box: Sandbox, conversation: Conversation) -> Json:
    """As far as it goes; what stopped it is told beside what was said until then."""
    steps: list[Json] = []
    try:
        steps.extend(map(step_shape, box.replay(conversation)))
    except SandboxError as error:
        return {"steps": steps, "stopped": str(error), **_unfit(box)}
    return {"steps": steps, **_unfit(box)}


def _unfit(box: Sandbox) -> Json:
    return {"unfit": list(box.drafts.unfit)}


def step_shape(step: Step) -> Json:
    return {
        "did": step.did,
        "said": [_said_shape(each) for each in step.said],
        "texts": [{"context": context, "draft": drafted} for context, drafted in step.texts],
    }


def _said_shape(said: Said) -> Json:
    return {
        "name": said.name,
        "locale": said.locale,
        "rtl": said.rtl,
        "pieces": [piece_shape(piece) for piece in said.pieces],
        "buttons": [{"id": identity, "label": label} for identity, label in said.buttons],
        "cards": [{"title": title, "price": price} for title, price in said.cards],
        "files": list(said.files),
    }
