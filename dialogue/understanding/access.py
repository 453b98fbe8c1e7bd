"""Reads what is said of an order made elsewhere: that it was, what leads to it, the code, and that none came. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dialogue.commands import Command, FindMyOrder, GiveCode, ReportLost
from dialogue.conversation import Conversation, OpenQuestion, Slot
from dialogue.inbound import MASK
from dialogue.messages import access as said
from dialogue.postcodes import postcode_anywhere
from dialogue.understanding.answers import EMAIL
from dialogue.understanding.base import Reading
from dialogue.understanding.phrases import Phrases
from dialogue.understanding.references import ID_PREFIX
from dialogue.understanding.text import CLOSES, LETTER, OPENS, Token
from dialogue.view import View

CLEAR: Final = 0.97
_CODE: Final = re.compile(rf"{OPENS}(?<!-)(?:\d[\s.\-]?){{5}}\d{CLOSES}(?!-)")
_ONLY_DIGITS: Final = re.compile(r"\W*(\d[\d\s.\-]{2,8}\d)\W*")
_ORDER: Final = re.compile(
    rf"{OPENS}{ID_PREFIX}(?:[-–]|\s?(?=\w*\d))[A-Z0-9]{{4,8}}{CLOSES}|#{LETTER}(?:{LETTER}|-){{3,15}}", re.IGNORECASE
)
_MOST_NAME: Final = 4
_SHORT: Final = 8
"""Words of a message whose six digits are the code spoken of before."""
_ENDS: Final = frozenset(",;.:\n")
_LEADS: Final = "what leads to an order"
_A_CODE: Final = "a code"
_ANOTHER: Final = "another address"
_WORDLESS: Final = frozenset({_LEADS, _A_CODE, _ANOTHER})
_SPOKE_OF_CODE: Final = frozenset(
    kind.name() for kind in (said.CodeOnItsWay, said.CodeOnItsWayAgain, said.RefusedCodeWrong, said.RefusedCodeExpired)
)


def is_wordless(reading: Reading) -> bool:
    """Names, numbers and codes are of no language: they switch none."""
    return any(said in _WORDLESS for said in reading.trace)


def at_once(text: str, view: View, phrases: Phrases) -> Reading | None:
    """Messages that are about an order made elsewhere whatever stands around; None for all others."""
    question, tokens = view.conversation.question, phrases.spelling.tokens(text)
    waiting = _waiting(question) if question is not None else None
    if question is not None and question.slot is Slot.CODE:
        return _to_code(text, tokens, waiting, phrases)
    spoken_of = bool(_SPOKE_OF_CODE.intersection(view.conversation.last_said))
    if spoken_of and len(tokens) <= _SHORT and (code := _CODE.search(text)):
        return _reading(GiveCode(code=code.group()), _A_CODE)
    found = contact_in(text, phrases)
    if waiting is not None:
        told = found if found != FindMyOrder() else _bare_name(text, tokens, waiting, phrases)
        return _reading(_merged(waiting, told), _LEADS) if told is not None else None
    if phrases.words("elsewhere").has(tokens):
        return _reading(found, "ordered elsewhere")
    return None


def _waiting(question: OpenQuestion) -> FindMyOrder | None:
    """The search that the question belongs to."""
    command = question.command or ""
    return FindMyOrder.model_validate_json(command) if '"find_my_order"' in command else None


def settled(reading: Reading, text: str, view: View, phrases: Phrases) -> Reading:
    """Who looks for an order made elsewhere wants nothing else yet: it has still to be found."""
    wish = next((command for command in reading.commands if isinstance(command, FindMyOrder)), None)
    if wish is not None:
        return replace(reading, commands=(_merged(wish, contact_in(text, phrases)),))
    question = view.conversation.question
    waits = question is not None and question.slot is Slot.CODE and not view.orders
    if waits and question and reading.commands and all(isinstance(each, ReportLost) for each in reading.commands):
        return _reading(_waiting(question) or FindMyOrder(), "no code came")
    return reading


def _to_code(text: str, tokens: Sequence[Token], waiting: FindMyOrder | None, phrases: Phrases) -> Reading | None:
    """What is said while the code is waited for: the code, that none came, or another address."""
    code = _CODE.search(text) or _ONLY_DIGITS.fullmatch(text)
    if code is not None:
        return _reading(GiveCode(code=code.group().strip()[:16]), _A_CODE)
    email = EMAIL.search(text)
    if email is not None:
        order = waiting.order if waiting is not None else ""
        return _reading(FindMyOrder(order=order, email=_ended(email.group())), _ANOTHER)
    if phrases.words("resend").has(tokens):
        return _reading(waiting or FindMyOrder(), "no code came")
    return None


def without_code(text: str, conversation: Conversation) -> str:
    """A message as others than the shopper may read it while a code is waited for."""
    question = conversation.question
    return _CODE.sub(MASK, text) if question is not None and question.slot is Slot.CODE else text


def _reading(command: Command, trace: str) -> Reading:
    return Reading((command,), CLEAR, trace=(trace,))


def _merged(before: FindMyOrder, told: FindMyOrder) -> FindMyOrder:
    """What was told before, with what is told now over it."""
    return before.model_copy(update={name: value for name, value in told if name != "kind" and value})


# ---- what leads to an order


def contact_in(text: str, phrases: Phrases) -> FindMyOrder:
    """Order number, e-mail address, name and postcode as far as they stand in a text."""
    email = EMAIL.search(text)
    rest = text.replace(email.group(), "\n") if email else text
    order = _ORDER.search(rest)
    rest = rest.replace(order.group(), "\n") if order else rest
    found = postcode_anywhere(rest)
    postcode = found.group().strip() if found else ""
    name = _name_in(rest, found.start() if found else None, found.end() if found else 0, phrases)
    return FindMyOrder(
        order=order.group().strip() if order else "",
        email=_ended(email.group()) if email else "",
        name=name[:100],
        postcode=postcode,
    )


def _ended(email: str) -> str:
    return email.rstrip(".!?")[:254]


def _name_in(text: str, postcode: int | None, behind: int, phrases: Phrases) -> str:
    """Behind words that say it is a name, else next to the postcode."""
    tokens = phrases.spelling.tokens(text)
    for _, end, _ in phrases.words("name_is").find(tokens):
        if named := _run(tokens[end:], text, phrases, whole=True):
            return named
    if postcode is None:
        return ""
    before = [token for token in tokens if token.end <= postcode]
    named = _run_before(before, text, phrases)
    return named or _run([token for token in tokens if token.start >= behind], text, phrases, whole=False)


def _run(tokens: Sequence[Token], text: str, phrases: Phrases, *, whole: bool) -> str:
    """The words of a name from here on. `whole`: whatever words they are; else two strange ones at least."""
    taken: list[Token] = []
    for token in tokens[:_MOST_NAME]:
        ended = bool(taken) and bool(_ENDS.intersection(token.before))
        if ended or not _is_word(token) or not (whole or _is_strange(token, phrases)):
            break
        if whole and taken and token.raw.islower() and token.norm in phrases.function_words:
            break
        taken.append(token)
    return _text(taken, text) if taken and (whole or len(taken) > 1) else ""


def _run_before(tokens: Sequence[Token], text: str, phrases: Phrases) -> str:
    """The name right in front of the postcode: "…, Anna Meier, 10115", "Anna Meier aus 10115"."""
    left = list(tokens)
    small = phrases.words("postcode")
    while left and (length := small.ends_at(left, len(left))):
        left = left[: len(left) - length]
    while left and left[-1].raw.islower() and left[-1].norm in phrases.function_words:
        left.pop()
    taken: list[Token] = []
    for token in reversed(left[-_MOST_NAME:]):
        if not _is_word(token) or not _is_strange(token, phrases):
            break
        taken.insert(0, token)
        if _ENDS.intersection(token.before):
            break
    return _text(taken, text) if len(taken) > 1 else ""


def _bare_name(text: str, tokens: Sequence[Token], waiting: FindMyOrder, phrases: Phrases) -> FindMyOrder | None:
    """A name alone, where that is what is missing."""
    few = 0 < len(tokens) <= _MOST_NAME and all(map(_is_word, tokens))
    strange = any(token.norm not in phrases.known for token in tokens)
    wanted = waiting.postcode and not waiting.name
    return FindMyOrder(name=text.strip(" .!,")[:100]) if few and strange and wanted else None


def _is_word(token: Token) -> bool:
    return token.raw.replace("'", "").replace("’", "").replace("-", "").isalpha()


def _is_strange(token: Token, phrases: Phrases) -> bool:
    """A word of no phrase of ours, or one that is written like a name."""
    known = token.norm in phrases.known or token.norm in phrases.function_words
    return not known or token.raw[0].isupper()


def _text(tokens: Sequence[Token], text: str) -> str:
    return text[tokens[0].start : tokens[-1].end].strip()
