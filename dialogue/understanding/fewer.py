"""How many pieces a claim is about, put right while it waits for a photo or a yes: "no, only one of the two". Pure."""

import json
from typing import Final

from dialogue.commands import ReportDamaged, ReportWrongItem, SetQuantity
from dialogue.conversation import OpenQuestion
from dialogue.understanding.phrases import Phrases
from dialogue.understanding.situation import Situation
from dialogue.understanding.spans import Heard, whole
from orders import actions
from orders.ids import OrderId

_LONGEST: Final = 7
"""Words of a message that only puts a number right."""


def claimed_fewer(
    question: OpenQuestion, heard: Heard, situation: Situation, phrases: Phrases
) -> ReportDamaged | ReportWrongItem | SetQuantity | None:
    """The same claim for the number said, or that number for the claim that waits for its yes. None where no number is
    said, or one that leaves nothing out."""
    count = _count(heard, phrases)
    if count is None or len(heard.said) > _LONGEST:
        return None
    claim = _waiting(question)
    if claim is None:
        return SetQuantity(quantity=count) if 0 < count < _pieces_pending(situation) else None
    order = situation.view.order(OrderId(claim.order.id or ""))
    kept = (line.kept for line in (order.lines if order else ()) if claim.item in (None, "all", line.id))
    before = claim.quantity or max(kept, default=0)
    return claim.model_copy(update={"quantity": count}) if 0 < count < before else None


def _count(heard: Heard, phrases: Phrases) -> int | None:
    if phrases.words("only_one").has(heard.said):
        return 1
    turned = any(phrases.words(name).has(heard.said) for name in ("no", "negation", "negation_ends"))
    numbers = [whole(number.value) for number in heard.numbers if number.is_whole]
    return numbers[0] if turned and numbers else None


def _waiting(question: OpenQuestion) -> ReportDamaged | ReportWrongItem | None:
    """The claim that goes on with the photo."""
    if not question.command:
        return None
    kind = json.loads(question.command).get("kind")
    if kind == "report_damaged":
        return ReportDamaged.model_validate_json(question.command)
    return ReportWrongItem.model_validate_json(question.command) if kind == "report_wrong_item" else None


def _pieces_pending(situation: Situation) -> int:
    """Pieces of the claim that waits for its yes, where it is about one line."""
    pending = situation.view.conversation.pending
    action = pending.action if pending is not None else None
    claims = actions.ReportDamaged | actions.ReportWrongItem | actions.ReportMissing
    return action.lines[0].quantity if isinstance(action, claims) and len(action.lines) == 1 else 0
