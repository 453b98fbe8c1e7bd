"""Numbers of payment cards in what people write: found and taken out before anything is kept. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

SIGN: Final = "●"
"""Stands for a digit that was taken out."""
MASK: Final = f"{SIGN * 4} " * 3
"""Stands for all digits of a card but the last four."""

_APART: Final = r"[\s\-./·_,]{1,3}"
_RUN: Final = re.compile(rf"(?<!\d)\d+(?:{_APART}\d+)*(?!\d)")
_DIGITS: Final = re.compile(r"\d+")
_MONTH, _YEAR = r"(?:0?[1-9]|1[0-2])", r"(?:20)?\d\d"
_EXPIRY: Final = rf"{_MONTH}\s?[/.\-]\s?{_YEAR}(?!\d)"
_LATIN_CODES: Final = (
    r"cv[vc]2?|cvn|cid|csc|kpn|code(?!\s*post)|\w*prüf\w*|sicherheits\w*|crypto\w*|c[óo]d(?:igo)?(?!\s*post|\w)|"
    r"codice(?!\s*(?:post|avv))|beveiligings\w*|veiligheids\w*|kod(?!\s*poczt)|kód|sikkerhedskode|kontrolcifre|"
    r"säkerhetskod|turvakoodi|tarkistusnumero"
)
_CODE_WORDS: Final = (
    rf"(?<!\w)(?:{_LATIN_CODES})|セキュリティ|コード|安全码|安全碼|验证码|驗證碼|校验码|校驗碼|[后後末][三3]|رمز|كود"
)
"""What the check digits are called, in the languages of the shop."""
_LATIN_ENDS: Final = (
    r"exp\w*|valid\w*|thru|g(?:ü|ue)ltig\w*|ablauf\w*|venc\w*|cadu\w*|scad\w*|geldig\w*|verval\w*|ważn\w*|"
    r"platn\w*|udløb\w*|gyldig\w*|giltig\w*|utgå\w*|voimassa\w*"
)
_UNTIL_WORDS: Final = rf"(?<!\w)(?:{_LATIN_ENDS})|期限|有效期|到期|صلاحية|انتهاء"
_CHECK_DIGITS: Final = rf"(?:{_CODE_WORDS})[\s.:#-]*\d{{3,4}}(?!\d)"
_GAP: Final = r"[\s,;:|/-]{0,3}"
_WORDS: Final = r"(?:[^\W\d]{2,9}[\s.:]{0,2}){0,2}"
_TAIL: Final = re.compile(
    rf"(?:{_GAP}{_WORDS}{_EXPIRY}(?:{_GAP}\d{{3,4}}(?!\d))?)?(?:{_GAP}{_CHECK_DIGITS})?",
    re.IGNORECASE,
)
_CARD, _END, _CODE = "\x00", "\x01", "\x02"
"""Stand for what was found already, character by character, so that places stay what they are."""
_NEAR: Final = rf"[^\d\n{_CARD}{_END}{_CODE}]{{0,15}}?"
_DATES: Final = (
    rf"(?:{_UNTIL_WORDS}){_NEAR}(?P<x>{_MONTH}\s?[/.\-]?\s?{_YEAR})(?!\d)",
    rf"(?<![\d/.])(?P<x>{_EXPIRY})(?=(?:{_GAP}\d{{3,4}})?{_GAP}{_CARD})",
    rf"(?<![\d/])(?P<x>{_MONTH}\s?/\s?{_YEAR})(?![\d/])",
    rf"(?<!\d)(?P<x>{_YEAR}\s?年\s?{_MONTH}\s?月)",
    rf"(?<!\d)(?P<x>{_MONTH}\s?月\s?{_YEAR}\s?年)",
)
"""How the end of a card's life is written before its number or far behind it; a day with a year of its own is none."""
_CODES: Final = (
    rf"(?:{_CODE_WORDS}){_NEAR}(?P<x>\d{{3,4}})(?!\d)",
    rf"(?<!\d)(?P<x>\d{{3,4}})(?!\d){_NEAR}(?:{_CODE_WORDS})(?!{_NEAR}\d{{3,4}}(?!\d))",
    rf"(?<!\d)(?P<x>\d{{3,4}}){_GAP}(?={_END})",
    rf"{_END}{_GAP}(?P<x>\d{{3,4}})(?!\d)",
    rf"(?:^|[\n,;:|])\s*(?P<x>\d{{3,4}}){_GAP}(?={_CARD})",
    rf"{_CARD}{_GAP}(?P<x>\d{{3,4}})(?=\s*(?:$|[\n,;:|.!?]))",
)
"""Check digits by their name on either side, beside the expiry, or alone on their side of the number."""
_BETWEEN: Final = r"(?:[\s\-./·_,+]|%20|%2[BCDEF]|\\u00a0|\\u202f|\\n){0,3}"
"""What may stand between the digits in a raw event, however that is encoded."""
_BETWEEN_PARTS: Final = r"(?:\\u[0-9a-f]{4}|%[0-9a-f]{2}|[^\d\"]){0,6}"
"""What may stand between month and year there."""


def masked(text: str) -> str:
    """The text with only the last four digits of each card number, and without expiry and check digits, wherever these
    stand in it. A text without a card number stays as it is."""
    parts: list[str] = []
    done = 0
    for start, end, left in sorted((*_numbers(text), *_secrets(text))):
        parts += [text[done:start], left]
        done = end
    return "".join((*parts, text[done:]))


def masked_like(raw: str, text: str) -> str:
    """The raw event without the card numbers that stand in the text parsed from it. Its other numbers are not judged:
    ids and moments may look like a card's."""
    for start, end in _cards(text):
        digits = _digits_of(text[start:end])
        raw = _sub(_BETWEEN.join(map(_spelled, digits)), f"{MASK}{digits[-4:]}", raw)
    for start, end in _behind_and_elsewhere(text):
        groups = _DIGITS.findall(text[start:end])
        if len(groups) > 1 or len(groups[0]) in (3, 4):
            raw = _sub(_BETWEEN_PARTS.join("".join(map(_spelled, group)) for group in groups), SIGN * 3, raw)
    return raw


def _sub(pattern: str, left: str, raw: str) -> str:
    return re.sub(rf"(?:(?<=%20)|(?<!\d)){pattern}(?!\d)", left, raw, flags=re.IGNORECASE)


def _spelled(digit: str) -> str:
    """A digit as a raw event may write it: itself, as a JSON escape, or as percent-encoded UTF-8."""
    if digit.isascii():
        return digit
    percent = "".join(f"%{byte:02x}" for byte in digit.encode())
    return rf"(?:{digit}|\\u{ord(digit):04x}|{percent})"


def _plain(text: str) -> str:
    """The text with all scripts' digits as 0 to 9, and wide letters and signs narrow, character by character."""
    return "".join(map(_narrow, text))


def _narrow(letter: str) -> str:
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    narrow = unicodedata.normalize("NFKC", letter)
    return narrow if len(narrow) == 1 else letter


def _numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Each card number with what stands directly behind it, and what is left of both."""
    plain = _plain(text)
    for start, end in _cards(text):
        tail = _TAIL.match(plain, end)
        yield start, tail.end() if tail else end, f"{MASK}{_digits_of(text[start:end])[-4:]}"


def _secrets(text: str) -> Iterator[tuple[int, int, str]]:
    """Expiries and check digits elsewhere in a text that has a card number, and the signs that stand for them."""
    numbers = list(_numbers(text))
    shadow = _plain(text) if numbers else ""
    for start, end, _ in numbers:
        shadow = _covered(shadow, start, end, _CARD)
    for patterns, sign, left in (_DATES, _END, f"{SIGN * 2}/{SIGN * 2}"), (_CODES, _CODE, SIGN * 3):
        for pattern in patterns:
            for found in re.finditer(pattern, shadow, re.IGNORECASE):
                start, end = found.span("x")
                shadow = _covered(shadow, start, end, sign)
                yield start, end, left


def _covered(shadow: str, start: int, end: int, sign: str) -> str:
    return f"{shadow[:start]}{sign * (end - start)}{shadow[end:]}"


def _behind_and_elsewhere(text: str) -> Iterator[tuple[int, int]]:
    """Where expiries and check digits stand, in one piece each."""
    plain = _plain(text)
    for _, end in _cards(text):
        tail = _TAIL.match(plain, end)
        behind = plain[end : tail.end()] if tail else ""
        for found in re.finditer(rf"{_EXPIRY}|(?<!\d)\d{{3,4}}(?!\d)", behind):
            yield end + found.start(), end + found.end()
    yield from ((start, end) for start, end, _ in _secrets(text))


def _cards(text: str) -> Iterator[tuple[int, int]]:
    """Where card numbers stand, left to right: whole groups of digits that together are one."""
    for run in _RUN.finditer(text):
        groups = [(run.start() + each.start(), run.start() + each.end()) for each in _DIGITS.finditer(run.group())]
        first = 0
        while first < len(groups):
            last = _last_group(text, groups, first)
            if last is not None:
                yield groups[first][0], groups[last][1]
            first = first + 1 if last is None else last + 1


def _last_group(text: str, groups: list[tuple[int, int]], first: int) -> int | None:
    """The longest number that begins with a group; None when none is a card's."""
    digits, found = "", None
    for place in range(first, len(groups)):
        digits += text[groups[place][0] : groups[place][1]]
        if len(digits) > 19:
            break
        if _is_of_a_card(digits):
            found = place
    return found


def _digits_of(text: str) -> str:
    return "".join(_DIGITS.findall(text))


def _is_of_a_card(digits: str) -> bool:
    """By the networks' first digits and lengths, and the check digit of ISO/IEC 7812 (Luhn)."""
    size, two = len(digits), int(digits[:2] or 0)
    fits = (
        (two // 10 == 4 and size in (13, 16, 19))
        or (51 <= two <= 55 and size == 16)
        or (22 <= two <= 27 and size == 16)
        or (two in (34, 37) and size == 15)
        or (two in (30, 36, 38, 39) and 14 <= size <= 19)
        or (two == 35 and 16 <= size <= 19)
        or ((two == 50 or 56 <= two <= 69) and 13 <= size <= 19)
    )
    return fits and passes_luhn([int(digit) for digit in digits])


def passes_luhn(digits: list[int]) -> bool:
    doubled = [digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[-2::-2]]
    return any(digits) and (sum(digits[::-2]) + sum(doubled)) % 10 == 0
