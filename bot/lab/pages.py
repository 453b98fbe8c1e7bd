"""The reply lab in the browser: find a text, see it in every locale and channel, write, review, publish, roll back.

Behind the same sign-in as the desk. The page asks for JSON; everything that decides is in `publish.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from bot.desk.masking import Mask
from bot.lab import experiment_store, store
from bot.lab.doors import Doors, Json, fault_shape, forms_in, number_in, text_in
from bot.lab.experiment_pages import ExperimentPages
from bot.lab.last import last_sent
from bot.lab.live import read_again
from bot.lab.preview import CHANNELS, Preview, Previews, piece_shape
from bot.lab.publish import Lab, NoSuchText
from bot.lab.sandbox_pages import SandboxPages
from bot.lab.store import OPEN, State, Version
from bot.lab.suggesting import WISHES, Suggesting
from bot.lab.template_pages import TemplatePages
from bot.lab.walk import Walk, by_the_way, read_in, stage_of
from bot.pages import FOLDER
from bot.signin import DESK_COOKIE, SignIn
from dialogue import outbox_store
from dialogue.messages.base import Message
from dialogue.samples import Facts
from locales.check import coverage

if TYPE_CHECKING:
    from bot.wiring import Shop

LAST: Final = "last"
"""Facts of the last such Message that was sent, with nobody in them."""
LONGEST_READ: Final = 4_000
"""Characters of what somebody read, by which its texts are looked for."""
EXAMPLES: Final = (0, 1, 2, 3, 5, 11, 21, 100)
"""Numbers that show every plural form of our languages."""


class LabPages:
    """Routes of the lab. Every one answers 401 without a desk cookie."""

    def __init__(self, shop: "Shop", signin: SignIn) -> None:
        self._shop, self._signin = shop, signin
        self.lab = Lab(shop.storage, shop.locales, shop.clock)
        self.previews = Previews(self.lab, shop.wordings.override)
        self.walk = Walk(shop.locales, shop.wordings.override)
        self.sandbox = SandboxPages(shop, self.lab)
        self.suggesting = Suggesting(self.lab, shop.helped.translator, shop.helped.rewording)

    def routes(self) -> list[Route]:
        doors = Doors(self._signin)
        return [
            Route("/lab", self.page),
            Route("/lab/locales", doors.asked(self._locales)),
            Route("/lab/texts", doors.asked(self._texts)),
            Route("/lab/said", doors.asked(self._from_reply)),
            Route("/lab/coverage", doors.asked(self._coverage)),
            Route("/lab/text", doors.asked(self._text)),
            Route("/lab/preview", doors.told(self._preview), methods=["POST"]),
            Route("/lab/save", doors.told(self._save), methods=["POST"]),
            Route("/lab/review", doors.told(self._review), methods=["POST"]),
            Route("/lab/publish", doors.told(self._publish), methods=["POST"]),
            Route("/lab/rollback", doors.told(self._roll_back), methods=["POST"]),
            *TemplatePages(self._shop, self.lab).routes(doors),
            *ExperimentPages(self._shop).routes(doors),
            *self.sandbox.routes(doors),
            Route("/lab/back", doors.told(self._back), methods=["POST"]),
            Route("/lab/reword", doors.told(self._reword), methods=["POST"]),
        ]

    async def page(self, request: Request) -> Response:
        if self._signin.staff(request.cookies.get(DESK_COOKIE)) is None:
            return FileResponse(FOLDER / "signin.html", status_code=401)
        return FileResponse(FOLDER / "lab.html", headers={"Cache-Control": "no-store"})

    # ---- run in a worker thread

    def _locales(self, query: Mapping[str, str], staff: str) -> Json:
        """Who is signed in, and the locales that texts are written in: no pseudo-locales."""
        spoken = [each for each in self._shop.locales if "-" not in each.code]
        names = [{"code": each.code, "name": each.name} for each in spoken]
        return {
            "staff": staff,
            "locales": names,
            "wishes": WISHES if self._shop.helped.rewording else [],
            "translates": self._shop.helped.translator is not None,
        }

    def _texts(self, query: Mapping[str, str], staff: str) -> Json:
        """Every text whose name, English or words in the locale hold what is looked for; where none does, those that
        somebody has read who read this. `order` is name or way: that of an order."""
        wanted, code = query.get("find", "").strip().casefold(), query.get("locale", "de")
        locale = self.lab.locale(code)
        with self._shop.storage.reads() as session:
            open_ = store.standing(session, (State.DRAFT, State.REVIEWED, State.LIVE))
        mine = {each.context: each for each in open_ if each.locale == code}
        own = {
            context: locale.own_text(context, source.english, 1 if source.plural else None) or ""
            for context, source in self.lab.sources.items()
        }
        found: Sequence[str] = [
            context
            for context, source in self.lab.sources.items()
            if all(word in f"{context} {source.english} {own[context]}".casefold() for word in wanted.split())
        ]
        is_read = not found
        if is_read:
            found = read_in(wanted[:LONGEST_READ], self._forms(code, mine))
        elif query.get("order") == "way":
            found = by_the_way(found)
        texts = [
            {
                "context": context,
                "english": self.lab.sources[context].english,
                "own": own[context],
                "state": mine[context].state.value if context in mine else "",
                "stage": stage_of(context),
            }
            for context in found
        ]
        return {"texts": texts, "every": len(self.lab.sources), "is_read": is_read}

    def _forms(self, code: str, newer: Mapping[str, Version]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each text as its file has it and as the lab does."""
        for context in self.lab.sources:
            yield context, (*self.lab.filed(context, code), *(newer[context].forms if context in newer else ()))

    def _from_reply(self, query: Mapping[str, str], staff: str) -> Json:
        """The texts that a reply came from; nothing of what stood in it."""
        number = query.get("reply", "")
        with self._shop.storage.reads() as session:
            said = outbox_store.reply(session, int(number)) if number.isdecimal() and len(number) < 16 else None
        if said is None:
            raise NoSuchText(f"There is no reply {number!r}.")
        contexts = self.walk.contexts(said.message, said.locale, said.market)
        return {"name": said.message.name(), "locale": said.locale, "texts": list(contexts)}

    def _coverage(self, query: Mapping[str, str], staff: str) -> Json:
        return {"coverage": coverage(self._shop.locales, self.lab.sources.values())}

    def _text(self, query: Mapping[str, str], staff: str) -> Json:
        """One text in all locales side by side, and its history in one."""
        context, code = query.get("context", ""), query.get("locale", "de")
        source, locale = self.lab.source(context), self.lab.locale(code)
        history = self.lab.history(context, code)
        live = next((each for each in history if each.state is State.LIVE), None)
        newest = history[0] if history else None
        working = newest if newest and newest.state.value in OPEN else None
        shown = working or live
        forms = shown.forms if shown else self.lab.filed(context, code)
        kind = Message.registry.get(context)
        return {
            "context": context,
            "english": source.english,
            "plural": source.plural,
            "note": source.note,
            "is_message": kind is not None,
            "locale": code,
            "rtl": locale.rtl,
            "forms": list(forms),
            "wanted": locale.forms if source.plural else 1,
            "examples": [[number, locale.form(number)] for number in EXAMPLES] if source.plural else [],
            "filed": list(self.lab.filed(context, code)),
            "live": list(live.forms) if live else None,
            "seen": newest.id if newest else None,
            "working": version_shape(working) if working else None,
            "tried": self._tried(context, code),
            "history": [version_shape(each) for each in history],
            "faults": [fault_shape(fault) for fault in self.lab.faults(context, code, forms)],
            "everywhere": [
                {
                    "code": each.code,
                    "name": each.name,
                    "rtl": each.rtl,
                    "text": self._said(context, each.code),
                    "inherits": "_" in each.code and not each.words_itself(context, source.english),
                }
                for each in self._shop.locales
            ],
        }

    def _tried(self, context: str, code: str) -> int | None:
        """The experiment that runs on a text."""
        with self._shop.storage.reads() as session:
            trial = experiment_store.running(session).get((code, context))
        return trial.id if trial is not None else None

    def _said(self, context: str, code: str) -> str:
        """What is said in a locale now, before its facts stand in it."""
        source, locale = self.lab.source(context), self._shop.locales[code]
        live = self._shop.wordings.override(locale, context, source.english, 1 if source.plural else None)
        return live.text if live else self.lab.filed(context, code)[0]

    def _preview(self, body: Mapping[str, object], staff: str) -> Json:
        context, code = text_in(body, "context"), text_in(body, "locale")
        forms = forms_in(body) if "forms" in body else None
        plain = code.partition("-")[0]
        told: Json = {}
        if forms is not None:
            told["faults"] = [fault_shape(fault) for fault in self.lab.faults(context, plain, forms)]
        channels = CHANNELS if body.get("channel") not in CHANNELS else (str(body["channel"]),)
        last = last_sent(self._shop.storage, context) if body.get("facts") == LAST else None
        shown = [each for channel in channels if (each := self._shown(body, context, code, channel, forms, last))]
        return {**told, "previews": [preview_shape(each) for each in shown]}

    def _shown(
        self,
        body: Mapping[str, object],
        context: str,
        code: str,
        channel: str,
        forms: tuple[str, ...] | None,
        last: tuple[Message, Mask] | None,
    ) -> Preview | None:
        """None for a small text, and where the facts of the last such Message are wanted and none was sent."""
        if context not in Message.registry:
            return None
        market = self._market(code.partition("-")[0])
        if body.get("facts") == LAST:
            if last is None:
                return None
            message, hide = last
            return self.previews.of_message(message, code, channel, market, forms, hide)
        number, worst = body.get("number"), body.get("facts") == Facts.WORST.value
        counted = number if isinstance(number, int) and not isinstance(number, bool) else None
        facts = Facts.WORST if worst else Facts.TYPICAL
        return self.previews.of(context, code, channel, market, facts, counted, forms)

    def _market(self, code: str) -> str:
        """That of the locale's region, else the shop's, as where a conversation begins."""
        region = code.partition("_")[2]
        return region if region in self._shop.policy.markets else self._shop.settings.market

    def _save(self, body: Mapping[str, object], staff: str) -> Json:
        seen = body.get("seen")
        context, code = text_in(body, "context"), text_in(body, "locale")
        before = seen if isinstance(seen, int) and not isinstance(seen, bool) else None
        version = self.lab.save(context, code, forms_in(body), staff, before)
        faults = self.lab.faults(context, code, version.forms)
        return {"version": version_shape(version), "faults": [fault_shape(fault) for fault in faults]}

    def _review(self, body: Mapping[str, object], staff: str) -> Json:
        return {"version": version_shape(self.lab.review(number_in(body), staff))}

    def _publish(self, body: Mapping[str, object], staff: str) -> Json:
        version = self.lab.publish(number_in(body), staff)
        read_again(self._shop.wordings.override)
        return {"version": version_shape(version)}

    def _back(self, body: Mapping[str, object], staff: str) -> Json:
        """What a draft says, for who does not read its language."""
        return {"forms": self.suggesting.back(text_in(body, "locale"), forms_in(body), staff)}

    def _reword(self, body: Mapping[str, object], staff: str) -> Json:
        """Other words for a draft; nothing is saved."""
        wanted = (text_in(body, "context"), text_in(body, "locale"), forms_in(body), text_in(body, "wish"))
        return {"forms": self.suggesting.reword(*wanted, staff)}

    def _roll_back(self, body: Mapping[str, object], staff: str) -> Json:
        version = self.lab.roll_back(text_in(body, "context"), text_in(body, "locale"), staff)
        read_again(self._shop.wordings.override)
        return {"version": version_shape(version) if version else None}


def version_shape(version: Version) -> Json:
    return {
        "id": version.id,
        "version": version.version,
        "state": version.state.value,
        "forms": list(version.forms),
        "written": [version.written_by, version.written_at.isoformat()],
        "reviewed": [version.reviewed_by, version.reviewed_at.isoformat()] if version.reviewed_at else None,
        "published": [version.published_by, version.published_at.isoformat()] if version.published_at else None,
        "ended": [version.ended_by, version.ended_at.isoformat()] if version.ended_at else None,
    }


def preview_shape(preview: Preview) -> Json:
    return {
        "channel": preview.channel,
        "locale": preview.locale,
        "rtl": preview.rtl,
        "pieces": [piece_shape(each) for each in preview.pieces],
        "length": preview.length,
        "limit": preview.limit,
        "unit": preview.unit,
        "template": preview.template,
    }
