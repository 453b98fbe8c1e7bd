"""The desk in the browser, for running without Slack: flagged conversations, the facts beside them, staff's actions.

Behind sign-in. What staff do goes through the same inbox and turn as what shoppers write.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from babel import Locale as Cldr
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from bot import cookies
from bot import store as bot_store
from bot.acting import perform
from bot.bodies import BadRequest, body_of, string_of
from bot.channels.webchat import Hub
from bot.desk import evidence
from bot.desk.cases import said_at_the_desk
from bot.desk.gifts import GiftPages, gift_shapes, given, signed_out
from bot.desk.words import REASONS, age, in_words, refund_waiting, tried
from bot.pages import FOLDER
from bot.reports.autonomy import autonomy
from bot.reports.costs import cost_of
from bot.signin import DESK_COOKIE, SignIn
from bot.store import DeskCase
from bot.transcript import Speaker, Spoken, transcript
from dialogue import profile_store, store
from dialogue.conversation import Conversation, Holder
from dialogue.plan import Case
from dialogue.profile import Profile
from locales import formats
from orders import service
from orders.actions import AnswerDispute
from orders.ids import ConversationId, OrderId
from orders.lifecycle import headline
from orders.order import Order
from orders.service import Done
from orders.states import DisputeState

if TYPE_CHECKING:
    from bot.wiring import Shop

DESK_STREAM: Final = "desk"
"""The hub's address of everybody at the desk."""

GONE: Final = {"error": "There is no such conversation."}
VERBS: Final = frozenset({"claim", "reply", "approve", "decline", "hand_back"})


class DeskPages:
    """Routes of the desk. Every route but the sign-in answers 401 without a desk cookie."""

    def __init__(self, shop: "Shop", hub: Hub, signin: SignIn) -> None:
        self._shop, self._hub, self._signin = shop, hub, signin

    def routes(self) -> list[Route]:
        return [
            Route("/desk", self.page),
            Route("/desk/signin", self.entry),
            Route("/desk/signin", self.sign_in, methods=["POST"]),
            Route("/desk/cases", self.cases),
            Route("/desk/cases/{conversation}", self.one),
            Route("/desk/cases/{conversation}/{verb}", self.act, methods=["POST"]),
            Route("/desk/find", self.find),
            Route("/desk/orders/{order:path}/evidence", self.evidence),
            Route("/desk/orders/{order:path}/answer-dispute", self.answer_dispute, methods=["POST"]),
            Route("/desk/stream", self.stream),
            *GiftPages(self._shop, self._hub, self._signin, DESK_STREAM).routes(),
        ]

    def _staff(self, request: Request) -> str | None:
        return self._signin.staff(request.cookies.get(DESK_COOKIE))

    async def page(self, request: Request) -> Response:
        if self._staff(request) is None:
            return FileResponse(FOLDER / "signin.html", status_code=401)
        return FileResponse(FOLDER / "desk.html", headers={"Cache-Control": "no-store"})

    async def entry(self, request: Request) -> Response:
        """A page that asks to be let in. What only looks at a link, as a preview of it does, does not use it up."""
        if not self._signin.is_link(request.query_params.get("token", "")):
            return FileResponse(FOLDER / "signin.html", status_code=401)
        return FileResponse(FOLDER / "entry.html", headers={"Cache-Control": "no-store"})

    async def sign_in(self, request: Request) -> Response:
        cookie = await run_in_threadpool(self._signin.use_link, request.query_params.get("token", ""))
        if cookie is None:
            return FileResponse(FOLDER / "signin.html", status_code=401)
        answer = RedirectResponse("/lab" if request.query_params.get("to") == "lab" else "/desk", status_code=303)
        cookies.give(answer, request, DESK_COOKIE, cookie, self._shop.settings.public_url)
        return answer

    async def cases(self, request: Request) -> Response:
        staff = self._staff(request)
        if staff is None:
            return signed_out()
        return JSONResponse({"staff": staff, **await run_in_threadpool(self._cases)})

    async def one(self, request: Request) -> Response:
        staff = self._staff(request)
        if staff is None:
            return signed_out()
        told = await run_in_threadpool(self._one, ConversationId(request.path_params["conversation"]), staff)
        return JSONResponse(told or GONE, status_code=200 if told else 404)

    async def act(self, request: Request) -> Response:
        staff = self._staff(request)
        if staff is None:
            return signed_out()
        verb = request.path_params["verb"]
        if verb not in VERBS:
            return JSONResponse({"error": f"{verb!r} is not something the desk can do."}, status_code=400)
        try:
            text = string_of(await body_of(request), "text").strip()
        except BadRequest as bad:
            return JSONResponse({"error": str(bad)}, status_code=400)
        if verb == "reply" and not text:
            return JSONResponse({"error": "Write something first."}, status_code=400)
        told = await run_in_threadpool(
            self._act, ConversationId(request.path_params["conversation"]), staff, verb, text
        )
        return JSONResponse({"told": told} if told else GONE, status_code=200 if told else 404)

    async def find(self, request: Request) -> Response:
        if self._staff(request) is None:
            return signed_out()
        return JSONResponse(await run_in_threadpool(self._find, request.query_params.get("text", "").strip()[:200]))

    async def evidence(self, request: Request) -> Response:
        """The evidence pack of an order as a file to print or hand in."""
        if self._staff(request) is None:
            return signed_out()
        order = OrderId(request.path_params["order"])
        made = await run_in_threadpool(self._evidence, order)
        if made is None:
            return JSONResponse({"error": "There is no such order."}, status_code=404)
        headers = {"Content-Disposition": f'inline; filename="evidence-{ascii(str(order))[1:-1]}.html"'}
        return HTMLResponse(made, headers={**headers, "Cache-Control": "no-store"})

    async def answer_dispute(self, request: Request) -> Response:
        """A member of staff has handed the evidence in."""
        staff = self._staff(request)
        if staff is None:
            return signed_out()
        answered = await run_in_threadpool(self._answer_dispute, OrderId(request.path_params["order"]), staff)
        if not answered:
            return JSONResponse({"error": "No dispute of this order waits for an answer."}, status_code=409)
        self._hub.publish(DESK_STREAM, "changed", {})
        return JSONResponse({"told": "Noted: the evidence is handed in."})

    async def stream(self, request: Request) -> Response:
        if self._staff(request) is None:
            return signed_out()
        return StreamingResponse(
            self._hub.follow(DESK_STREAM), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    # ---- what the routes tell; run in a worker thread

    def _cases(self) -> dict[str, object]:
        now = self._shop.clock()
        with self._shop.storage.reads() as session:
            found = [
                (case, profile_store.profile(session, case.shopper), store.conversation(session, case.conversation))
                for case in bot_store.cases(session)
            ]
            share = autonomy(session)
        return {
            "cases": [_case_shape(case, profile, talk, now) for case, profile, talk in found],
            "figures": f"{share.percent} of {share.decisions} decisions without a person",
        }

    def _one(self, conversation: ConversationId, staff: str) -> dict[str, object] | None:
        shop, now = self._shop, self._shop.clock()
        with shop.storage.reads() as session:
            talk = store.conversation(session, conversation)
            if talk is None:
                return None
            profile = profile_store.profile(session, talk.shopper)
            orders = service.orders_of(session, talk.shopper)
            cases = bot_store.cases_of(session, conversation)
            spoken = transcript(session, conversation, shop.wordings)
            asking = cost_of(session, conversation)
        waiting = refund_waiting(orders)
        mine = talk.holder is Holder.STAFF and talk.staff == staff
        newest = cases[-1].case if cases else None
        return {
            "title": f"{profile.name or 'Shopper'} · {REASONS[newest.flag] if newest else 'No open case'}",
            "summary": _summary(newest, talk),
            "may": {
                "claim": talk.holder is not Holder.STAFF,
                "reply": mine,
                "decide": mine and waiting is not None,
                "hand_back": mine,
            },
            "refund": str(waiting.amount) if waiting else None,
            "messages": [_message_shape(each, talk) for each in spoken],
            "facts": [_person(profile, talk, asking), *(_order_facts(order, now, staff) for order in orders[:8])],
        }

    def _act(self, conversation: ConversationId, staff: str, verb: str, text: str) -> str | None:
        """What to tell staff; None for a conversation that is not there (any more)."""
        arrival = said_at_the_desk(conversation, staff, verb, text, self._shop.new_id())
        if self._shop.engine.accept(arrival) is None:
            return None
        self._shop.finish(conversation)
        self._hub.publish(DESK_STREAM, "changed", {})
        with self._shop.storage.reads() as session:
            talk = store.conversation(session, conversation)
        if verb == "claim" and talk is not None and talk.staff != staff:
            return f"{talk.staff or 'Somebody else'} was first."
        return {
            "claim": "It is yours. The shopper knows that you are here.",
            "reply": "Sent.",
            "approve": "Approved. The shopper has been told.",
            "decline": "Declined. The shopper has been told.",
            "hand_back": "Handed back to the agent.",
        }[verb]

    def _evidence(self, order: OrderId) -> str | None:
        with self._shop.storage.reads() as session:
            pack = service.evidence(session, order, self._shop.clock())
        return evidence.page(pack) if pack else None

    def _answer_dispute(self, order_id: OrderId, staff: str) -> bool:
        shop = self._shop
        with shop.storage.reads() as session:
            order = service.any_order(session, order_id)
        waiting = [each for each in order.disputes if each.state is DisputeState.OPEN] if order else []
        answers = [AnswerDispute(order=order_id, dispute=each.id, staff=staff) for each in waiting]
        heard = [perform(shop.storage, answer, shop.clock(), shop.policy) for answer in answers]
        return any(isinstance(each, Done) for each in heard)

    def _find(self, text: str) -> list[dict[str, str]]:
        now = self._shop.clock()
        with self._shop.storage.reads() as session:
            orders = service.search_orders(session, text, limit=30) if text else ()
            shoppers = profile_store.search(session, text) if text else ()
            talks = {
                person.shopper: talk
                for person in shoppers
                for talk in store.conversations_of(session, person.shopper)[:1]
            }
        return [
            {
                "conversation": order.conversation,
                "title": order.id,
                "state": in_words(headline(order, now).value),
                "detail": f"{order.address.name} · {order.total}",
            }
            for order in orders
        ] + [
            {
                "conversation": talks[person.shopper].id,
                "title": person.name or person.email or "Shopper",
                "state": talks[person.shopper].holder.value,
                "detail": person.email or "",
            }
            for person in shoppers
            if person.shopper in talks
        ]


def _case_shape(case: DeskCase, profile: Profile, talk: Conversation | None, now: datetime) -> dict[str, object]:
    return {
        "id": case.id,
        "conversation": case.conversation,
        "reason": REASONS[case.case.flag],
        "state": case.state,
        "staff": case.staff,
        "shopper": profile.name or "New shopper",
        "locale": talk.locale if talk else "",
        "age": age(now - case.case.opened_at),
        "last": (case.case.asked or ("",))[-1][:160],
    }


def _summary(case: Case | None, talk: Conversation) -> str:
    spoken, market = Cldr.parse(talk.locale).get_display_name("en"), Cldr("en").territories.get(talk.market)
    parts = [f"Writes {spoken}, buys in {market or talk.market}"]
    if case is not None:
        if case.asked:
            parts.append("Wrote: " + " / ".join(case.asked[-3:]))
        parts += tried(case.tried)
        if case.refused:
            parts.append("Refused: " + ", ".join(map(in_words, case.refused)))
        if case.open_money:
            parts.append(f"Open money: {case.open_money}")
    if talk.promises:
        parts.append("Told by staff: " + " / ".join(talk.promises))
    return "\n".join(parts)


def _message_shape(spoken: Spoken, talk: Conversation) -> dict[str, str | int | None]:
    names = {Speaker.SHOPPER: "Shopper", Speaker.AGENT: "Agent", Speaker.PERSON: "Staff"}
    return {
        "from": spoken.speaker.value,
        "by": names[spoken.speaker],
        "text": spoken.text,
        "photo": spoken.photo,
        "locale": spoken.locale or talk.locale,
        "when": formats.moment(spoken.at, "en_GB", talk.market),
        # What leads to its texts in the lab; the words of a person are none.
        "reply": spoken.reply.id if spoken.reply and spoken.speaker is Speaker.AGENT else None,
        "name": spoken.wording.name if spoken.wording else None,
    }


def _person(profile: Profile, talk: Conversation, asking: str) -> dict[str, object]:
    rows = [
        ("Id", talk.shopper),
        ("Name", profile.name),
        ("E-mail", profile.email),
        ("Language", talk.locale),
        ("Channel", talk.channel),
        ("Held by", talk.staff or talk.holder.value),
        ("Asking Claude", asking),
        ("Known", ", ".join(f"{fact.who} {in_words(fact.about)}: {fact.value}" for fact in profile.facts[-8:])),
    ]
    return {"title": "Shopper", "rows": [[name, value] for name, value in rows if value]}


def _order_facts(order: Order, now: datetime, staff: str) -> dict[str, object]:
    rows = [
        ("State", in_words(headline(order, now).value)),
        ("Items", "; ".join(f"{line.current} x {line.title}" for line in order.current_lines)),
        ("Total", str(order.total)),
        ("Paid / refunded", f"{order.captured} / {order.refunded}"),
        ("To", f"{order.address.name}, {order.address.postcode} {order.address.city}, {order.address.country}"),
        (
            "Parcels",
            "; ".join(f"{p.carrier or 'no carrier yet'} {p.number}: {in_words(p.state.value)}" for p in order.parcels),
        ),
        ("Disputes", "; ".join(f"{d.amount} {in_words(d.reason)}: {d.state.value}" for d in order.disputes)),
        (
            "Refunds",
            "; ".join(f"{r.amount} {in_words(r.reason.value)}: {in_words(r.state.value)}" for r in order.refunds),
        ),
        ("Gifts", given(order)),
    ]
    return {
        "title": f"Order {order.id}",
        "order": order.id,
        "currency": order.currency if order.refundable.minor > 0 else None,
        "gifts": gift_shapes(order, staff),
        "rows": [[name, value] for name, value in rows if value],
        "evidence": f"/desk/orders/{quote(order.id, safe='')}/evidence",
        "answer": any(each.state is DisputeState.OPEN for each in order.disputes),
    }
