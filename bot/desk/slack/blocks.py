"""A case as Slack shows it: blocks of the thread's first message, the windows that buttons open, the App Home.

Pure. Limits as slack_sdk.models.blocks checks them: 50 blocks in a message, 100 in a window or the Home; 3,000
characters in a section, 150 in a header, 75 on a button, 2,000 in its value, 24 in a window's title.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bot.desk.slack.text import clipped

Json = dict[str, object]

SECTION: Final = 2900
"""Characters of one section, with room for its heading."""
HOME_CASES: Final = 40
FULL_WORDS: Final = 20
"""Of the last things said, how many are shown in full."""

CLAIM: Final = "case_claim"
SUGGEST: Final = "case_suggest"
REPLY: Final = "case_reply"
APPROVE: Final = "case_approve"
DECLINE: Final = "case_decline"
ASK: Final = "case_ask"
HAND_BACK: Final = "case_hand_back"
SEND: Final = "case_send"
REVEAL: Final = "case_reveal"

ASKABLE: Final = {"photo": "A photo", "order_number": "The order number", "address": "The delivery address"}
"""What staff can ask a shopper for in the shopper's language."""


@dataclass(frozen=True, slots=True)
class WaitingRefund:
    """A refund that waits for a person's word; amount and reason as the desk words them. `least` and `most` are how far
    the amount may be moved, and `plain` is the amount, as numbers with a dot; all the same where it may not."""

    id: str
    amount: str
    why: str
    currency: str = ""
    plain: str = ""
    least: str = ""
    most: str = ""

    @property
    def is_movable(self) -> bool:
        return self.least != self.most


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """What a case's first message shows. `state` is open, claimed or closed."""

    thread: int
    why: str
    shopper: str
    language: str
    state: str
    staff: str | None
    since: str
    asked: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    promised: tuple[str, ...] = ()
    open_money: str = ""
    refund: WaitingRefund | None = None
    has_conversation: bool = True


@dataclass(frozen=True, slots=True)
class HomeCase:
    """A line of the App Home; `link` is the thread's address, where it has one."""

    why: str
    shopper: str
    age: str
    state: str
    staff: str | None
    last: str


def headline(view: CaseView) -> str:
    """The message's plain text: what a notification shows."""
    return clipped(f"{view.why} · {view.shopper} · {_standing(view)}", 150)


def case_blocks(view: CaseView) -> list[Json]:
    """The first message of a case's thread."""
    said = [
        ("Asked", " / ".join(view.asked[-5:])),
        ("Tried", "\n".join(view.tried)),
        ("Refused", ", ".join(view.refused)),
        ("Open money", view.open_money),
        ("Promised by the team", " / ".join(view.promised)),
    ]
    blocks: list[Json] = [
        {"type": "header", "text": {"type": "plain_text", "text": f"{view.why} · {view.shopper}"[:150]}},
        _section(f"*{_standing(view)}* · {clipped(view.language, 200)}"),
        *[_section(f"*{name}*\n{clipped(text, SECTION)}") for name, text in said if text],
    ]
    if view.refund is not None and view.state != "closed":
        about = f"*Waits for a decision*\n{clipped(view.refund.amount, 100)} · {clipped(view.refund.why, 500)}"
        blocks.append(_section(about))
    buttons = _buttons(view)
    if buttons:
        blocks.append({"type": "actions", "block_id": "case", "elements": buttons})
    blocks.append(_context(_hint(view)))
    return blocks


def _standing(view: CaseView) -> str:
    match view.state:
        case "claimed":
            return f"{clipped(view.staff or 'Somebody', 60)} has it"
        case "closed":
            return "Handed back to the agent"
        case _:
            return f"Waits since {view.since}"


def _hint(view: CaseView) -> str:
    if not view.has_conversation:
        return "Nobody can be answered here: what came in could not be read."
    if view.state == "closed":
        return "Closed. Nothing written here is sent."
    return (
        "Whoever has it writes here in the thread and the shopper reads it. Lines that begin with `//`, everything "
        "below a line `notes:` and code blocks stay with the team."
    )


def _buttons(view: CaseView) -> list[Json]:
    if not view.has_conversation or view.state == "closed":
        return []
    subject = str(view.thread)
    buttons = [_button(SUGGEST, "Suggest a reply", subject)]
    if view.state == "open":
        return [_button(CLAIM, "Claim", subject, style="primary"), *buttons]
    buttons += [_button(REPLY, "Reply", subject), _button(ASK, "Ask for …", subject)]
    if view.refund is not None:
        about = f"{subject}:{view.refund.id}"
        buttons.append(_button(APPROVE, f"Approve {view.refund.amount}", about, style="primary"))
        buttons.append(_button(DECLINE, f"Decline {view.refund.amount}", about, style="danger"))
    return [*buttons, _button(REVEAL, "Show in full", subject), _button(HAND_BACK, "Hand back", subject)]


def suggestion(thread: int, text: str, shown: str) -> list[Json]:
    """What the agent would say, for the team alone until somebody sends it. A long one, and one of which only a part is
    `shown`, is sent by hand."""
    blocks = [_section(f"*The agent would say* (not sent):\n{clipped(shown, SECTION)}" if text else "No suggestion.")]
    value = json.dumps({"subject": str(thread), "text": text}, ensure_ascii=False)
    if text and text == shown and len(value) <= 2000:
        blocks.append({"type": "actions", "elements": [_button(SEND, "Look over and send", value)]})
    return blocks


def home(cases: Iterable[HomeCase], listed: bool) -> Json:
    """The App Home of one person: open cases with their age, those waiting longest first."""
    if not listed:
        return {
            "type": "home",
            "blocks": [_section("You are not on the list of people who answer shoppers (SLACK_STAFF).")],
        }
    shown = list(cases)
    blocks: list[Json] = [{"type": "header", "text": {"type": "plain_text", "text": f"Open cases: {len(shown)}"}}]
    for each in shown[:HOME_CASES]:
        holder = f"{clipped(each.staff or 'somebody', 60)} has it" if each.state == "claimed" else "unclaimed"
        last = f"\n>{clipped(each.last.replace(chr(10), ' '), 200)}" if each.last else ""
        blocks.append(
            _section(f"*{each.age}* · {clipped(each.why, 80)} · {clipped(each.shopper, 80)} · {holder}{last}")
        )
    if len(shown) > HOME_CASES:
        blocks.append(_context(f"And {len(shown) - HOME_CASES} more."))
    if not shown:
        blocks.append(_section("Nobody waits."))
    return {"type": "home", "blocks": blocks}


# ---- windows


def reply_window(subject: str, given: str = "") -> Json:
    """Words for the shopper, and notes for the team, which are taken nowhere."""
    words: Json = {"type": "plain_text_input", "action_id": "text", "multiline": True, "max_length": 3000}
    if given:
        words["initial_value"] = given[:3000]
    return _window(
        REPLY,
        "Reply",
        subject,
        [
            {"type": "input", "block_id": "text", "label": _plain("To the shopper"), "element": words},
            {
                "type": "input",
                "block_id": "notes",
                "optional": True,
                "label": _plain("Notes for the team (never sent)"),
                "element": {"type": "plain_text_input", "action_id": "text", "multiline": True, "max_length": 3000},
            },
        ],
    )


def decision_window(verb: str, subject: str, refund: WaitingRefund) -> Json:
    """The amount, which may be moved within its bounds, and what it is for. Another amount, and a no, need a reason."""
    declined = verb == DECLINE
    reason: Json = {
        "type": "input",
        "block_id": "reason",
        "optional": not declined,
        "label": _plain("Why (the books keep it)"),
        "element": {"type": "plain_text_input", "action_id": "text", "multiline": True, "max_length": 500},
    }
    about = _section(f"*{clipped(refund.amount, 100)}*\n{clipped(refund.why, 500)}")
    amount = [] if declined or not refund.is_movable else [_amount(refund)]
    return _window(verb, "Decline a refund" if declined else "Approve a refund", subject, [about, *amount, reason])


def _amount(refund: WaitingRefund) -> Json:
    hint = f"From {refund.least} to {refund.most}. Another amount than {refund.plain} needs a reason."
    typed: Json = {
        "type": "plain_text_input",
        "action_id": "text",
        "initial_value": refund.plain,
        "max_length": 20,
    }
    label = _plain(f"Amount in {refund.currency}")
    return {"type": "input", "block_id": "amount", "label": label, "hint": _plain(hint), "element": typed}


def full_window(rows: Iterable[tuple[str, str]], said: Iterable[str]) -> Json:
    """Everything that the thread hides, for the one who asked to see it: `rows` of names and facts, then what was
    `said` last, the newest first."""
    shown = "\n".join(f"*{clipped(name, 60)}* {clipped(fact, 400)}" for name, fact in rows)
    blocks = [_section(each) for each in _within(shown)]
    blocks += [_section(clipped(each, SECTION)) for each in said if each][:FULL_WORDS]
    blocks.append(_context("The record says that you have looked."))
    title, close = _plain("In full"), _plain("Close")
    return {"type": "modal", "callback_id": REVEAL, "title": title, "close": close, "blocks": blocks}


def _within(mrkdwn: str) -> list[str]:
    """Whole lines in as many sections as they need."""
    sections: list[str] = []
    for line in mrkdwn.split("\n"):
        if sections and len(sections[-1]) + len(line) < SECTION:
            sections[-1] += f"\n{line}"
        else:
            sections.append(line or " ")
    return sections


def ask_window(subject: str) -> Json:
    options = [{"text": _plain(label), "value": value} for value, label in ASKABLE.items()]
    choice: Json = {"type": "static_select", "action_id": "what", "options": options}
    what: Json = {"type": "input", "block_id": "what", "label": _plain("Ask the shopper for"), "element": choice}
    return _window(ASK, "Ask the shopper", subject, [what])


def _window(callback: str, title: str, subject: str, blocks: list[Json]) -> Json:
    return {
        "type": "modal",
        "callback_id": callback,
        "title": _plain(title),
        "submit": _plain("Send" if callback in (REPLY, ASK) else "Decide"),
        "close": _plain("Cancel"),
        "private_metadata": json.dumps({"subject": subject}),
        "blocks": blocks,
    }


def _section(mrkdwn: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": mrkdwn, "verbatim": True}}


def _context(mrkdwn: str) -> Json:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": mrkdwn, "verbatim": True}]}


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def _button(action: str, label: str, value: str, style: str = "") -> Json:
    button: Json = {"type": "button", "action_id": action, "text": _plain(label[:75]), "value": value[:2000]}
    return {**button, "style": style} if style else button
