"""Sums of money and budgets in text: "unter 50", "£40", "between 50 and 80". Pure; never guesses about a factor of
ten."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Final

from babel.numbers import get_territory_currencies

from dialogue.understanding.numbers import Number
from dialogue.understanding.numerals import pair_at
from dialogue.understanding.phrases import Phrases
from dialogue.understanding.text import Token
from matching.need import Budget, BudgetKind
from orders.money import EXPONENTS, Money

_REACH: Final = 2
"""Small words ("about", "the") that may stand between a bounding word and its amount."""
_REFUSED: Final = 4
"""Tokens behind an amount within which a "not" still turns its bound."""
SMALLEST_IN_WORDS: Final = 10
"""Smaller numbers in words are counts and articles, not sums, where no currency is said."""
LARGEST: Final = Decimal(1_000_000)
_FALLBACK_CURRENCY: Final = "EUR"
_HYPHENS: Final = ("-", "–", "—", "~", "〜", "～")
_NO_CENTS: Final = frozenset({",-", ":-", ".-", ",–", ":–", ".–"})
"""Signs of a whole sum in the money at hand: "125:-", "15,-"."""
_BY: Final = frozenset({"x", "×"})
_MYRIAD: Final = 10_000
_HUNDRED: Final = 100
_ROUND: Final = 50
"""What both ends of a range can be divided by where nothing else says that they are sums."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum at `start`..`end` of the tokens. `or_else` is the other sum it may mean. `named`: a currency was said."""

    money: Money
    start: int
    end: int
    or_else: Money | None = None
    named: bool = True


@dataclass(frozen=True, slots=True)
class BudgetSaid:
    """A budget with the tokens it covers; `unclear` holds both readings of an amount that must be asked back."""

    budget: Budget
    start: int
    end: int
    unclear: tuple[Money, ...] = ()


@lru_cache(maxsize=64)
def currency_of(market: str) -> str:
    """What people of a country pay with today; EUR for a currency that the shop does not trade in."""
    current = get_territory_currencies(market, tender=True) if len(market) == 2 else []
    return next((code for code in current if code in EXPONENTS), _FALLBACK_CURRENCY)


class Amounts:
    """Finds sums and budgets of one language."""

    def __init__(self, phrases: Phrases) -> None:
        self._currencies = phrases.table("currencies")
        self._units = (
            phrases.table("units"),
            phrases.table("dimensions"),
            phrases.words("days"),
            phrases.words("weeks"),
            phrases.words("years"),
            phrases.words("months"),
            phrases.words("pieces"),
        )
        self._words = phrases.words
        self._function_words = phrases.function_words
        self._dimensions = phrases.table("dimensions")

    def find(
        self, tokens: Sequence[Token], numbers: Sequence[Number], market: str, sizes: frozenset[int] = frozenset()
    ) -> list[Amount]:
        """Numbers that are money: with a currency beside them, or behind or before a word that bounds a budget.
        `sizes` are the starts of numbers that can only be sizes."""
        numbers = [number for number in numbers if number.start not in sizes]
        numbers = self._of_one_scale(tokens, numbers)
        named = [self._named(tokens, number, market) for number in numbers]
        found: list[Amount] = []
        for index, number in enumerate(numbers):
            if found and number.start < found[-1].end:
                continue
            amount = named[index] or self._beside_named(tokens, number, named[max(0, index - 1) : index + 2])
            if amount is None and self._is_bounded(tokens, number, numbers[index + 1 : index + 2]):
                amount = _amount(number, number.start, number.end, currency_of(market))
            if amount is None and found and not found[-1].named and self._joined(tokens, found[-1].end, number.start):
                amount = _amount(number, number.start, number.end, currency_of(market))
            if amount:
                found.append(amount)
        # Where a sum is named as money, bare numbers are something else ("for six to eight people, up to 900 euros").
        return [amount for amount in found if amount.named] or found

    def _of_one_scale(self, tokens: Sequence[Token], numbers: Sequence[Number]) -> list[Number]:
        """In "two to three thousand" and "2-3k" the first number counts thousands too."""
        scaled = list(numbers)
        for place, (first, second) in enumerate(pairwise(numbers)):
            less = first.scale == 1 < second.scale and first.value < second.value / second.scale
            if less and first.or_else is None and self._joined(tokens, first.end, second.start):
                scaled[place] = replace(first, value=first.value * second.scale, scale=second.scale)
        return scaled

    def _beside_named(self, tokens: Sequence[Token], number: Number, named: Sequence[Amount | None]) -> Amount | None:
        """In "50 to 80 euros" the first number takes the second one's currency."""
        for other in named:
            if other and (
                self._joined(tokens, number.end, other.start) or self._joined(tokens, other.end, number.start)
            ):
                return _amount(number, number.start, number.end, other.money.currency, named=True)
        return None

    def budgets(self, tokens: Sequence[Token], amounts: Sequence[Amount]) -> list[BudgetSaid]:
        """What the amounts bound. A bare amount with a currency is an upper bound: "a jacket, 80 euros"."""
        said: list[BudgetSaid] = []
        index = 0
        while index < len(amounts):
            first, second = amounts[index], amounts[index + 1] if index + 1 < len(amounts) else None
            if (
                second
                and self._joined(tokens, first.end, second.start)
                and second.money.currency == first.money.currency
            ):
                said.append(self._between(tokens, first, second))
                index += 2
                continue
            said.append(self._single(tokens, first))
            index += 1
        return said

    def _named(self, tokens: Sequence[Token], number: Number, market: str) -> Amount | None:
        before = self._currencies.ends_at(tokens, number.start)
        after = self._currency_behind(tokens, number.end)
        if after and after[0] == "cent" and self._is_length(tokens, number):
            return None
        if not before and number.end < len(tokens) and tokens[number.end].raw in _NO_CENTS:
            return _amount(number, number.start, number.end + 1, currency_of(market), named=True)
        if after and not _belongs_to_next(tokens, number.end, number.end + after[1]):
            cents = _cents(tokens, number.end) if number.is_whole else None
            whole = number if cents is None else replace(number, value=number.value + cents)
            end = number.end + after[1] + (cents is not None)
            return self._in(after[0], whole, (number.start, end), market)
        if before:
            key = self._currencies.at(tokens, number.start - before)
            return self._in(key[0], number, (number.start - before, number.end), market) if key else None
        return None

    def _currency_behind(self, tokens: Sequence[Token], end: int) -> tuple[str, int] | None:
        """Its key and the tokens up to its end, with a small word in front ("一百来块")."""
        loose = self._words("loosely").length_at(tokens, end)
        found = self._currencies.at(tokens, end + loose)
        return (found[0], loose + found[1]) if found else None

    def _is_length(self, tokens: Sequence[Token], number: Number) -> bool:
        """Finnish "60 senttiä" is as many centimetres, unless a word of money stands in the text."""
        return self._units[0].length_at(tokens, number.end) > 0 and not self._words("money").has(tokens)

    def _in(self, key: str, number: Number, place: tuple[int, int], market: str) -> Amount | None:
        own = currency_of(market)
        if key == "cent":
            cents = Number(number.value / 100, number.start, number.end)
            return _amount(cents, *place, own) if number.is_whole else None
        if key == "dollar":
            key = own if own in ("USD", "CAD", "AUD", "NZD") else "USD"
        if key == "krone":
            key = own if own in ("SEK", "DKK", "NOK") else "SEK"
        return _amount(number, *place, key, named=True)

    def _is_bounded(self, tokens: Sequence[Token], number: Number, following: Sequence[Number]) -> bool:
        """A bare number is money behind "under", "max", "budget"; never a size, nor before a unit, an age or a
        count."""
        if self._words("size").ends_at(tokens, number.start) or any(
            unit.length_at(tokens, number.end) for unit in self._units
        ):
            return False
        if number.in_words and number.value < SMALLEST_IN_WORDS:
            return False
        if self._dimensions.ends_at(tokens, number.start):
            return False
        between = self._words("between").ends_at(tokens, number.start)
        if following and (between or self._words("between_after").length_at(tokens, following[0].end)):
            joined = self._joined(tokens, number.end, following[0].start)
            return joined and not any(unit.length_at(tokens, following[0].end) for unit in self._units)
        if (following and self._is_plain_range(tokens, number, following[0])) or self._is_some(tokens, number):
            return True
        bound = self._bound_before(tokens, number.start) or self._bound_after(tokens, number.end)
        return bool(bound) or self._is_cost(tokens, number) or self._is_price(tokens, number)

    def _is_plain_range(self, tokens: Sequence[Token], first: Number, second: Number) -> bool:
        """ "八百到一千二的箱子", "a jacket for 100-200": round numbers from a hundred on, and no unit, are sums. What
        they count would stand behind them, and so would the word of a size."""
        is_round = all(number.value >= _HUNDRED and number.value % _ROUND == 0 for number in (first, second))
        if not is_round or first.value >= second.value or not self._joined(tokens, first.end, second.start):
            return False
        return self._stands_alone(tokens, second.end)

    def _is_some(self, tokens: Sequence[Token], number: Number) -> bool:
        """ "两百多的鞋": a hundred and more, loosely said, where nothing is counted."""
        loose = self._words("loosely").length_at(tokens, number.end)
        return loose > 0 and number.value >= _HUNDRED and self._stands_alone(tokens, number.end + loose)

    def _stands_alone(self, tokens: Sequence[Token], end: int) -> bool:
        """Whether nothing that a number could count stands behind it."""
        behind = tokens[end : end + 1]
        alone = not behind or bool(behind[0].before.strip()) or behind[0].norm in self._function_words
        return alone and not any(unit.length_at(tokens, end) for unit in self._units)

    def _is_price(self, tokens: Sequence[Token], number: Number) -> bool:
        """ "Vase für 12,50": nothing but a price is written with two decimals and no unit, save sides ("2,50 x 3,00").
        Thousands are one where money is spoken of ("my budget for a coat is 2 grand"), ten thousands anyway ("2万")."""
        beside = (*tokens[max(0, number.start - 1) : number.start], *tokens[number.end : number.end + 1])
        is_large = number.scale == _MYRIAD or (number.scale == 1000 and self._words("money").has(tokens))
        return is_large or (number.is_priced and not any(token.norm in _BY for token in beside))

    def _is_cost(self, tokens: Sequence[Token], number: Number) -> bool:
        reach = range(max(0, number.start - _REACH - 1), number.start + 1)
        return any(self._words("money").ends_at(tokens, position) for position in reach)

    def _bound_before(self, tokens: Sequence[Token], start: int) -> tuple[BudgetKind, int] | None:
        """Kind and first token of the bounding word before an amount, with at most a few small words between."""
        reach = 0 if any(mark in tokens[start].before for mark in ",;") else _REACH
        for position in range(start, max(0, start - reach - 1), -1):
            for name, kind in (("up_to", BudgetKind.UP_TO), ("from", BudgetKind.FROM), ("around", BudgetKind.AROUND)):
                length = self._words(name).ends_at(tokens, position)
                if length:
                    return self._turned(tokens, kind, position - length)
            if position and (tokens[position - 1].is_number or tokens[position - 1].before.strip()):
                return None
        return None

    def _turned(self, tokens: Sequence[Token], kind: BudgetKind, start: int) -> tuple[BudgetKind, int]:
        """ "Nothing over 50" is an upper bound; "not under 50" a lower one."""
        turned = {BudgetKind.FROM: BudgetKind.UP_TO, BudgetKind.UP_TO: BudgetKind.FROM}
        length = self._words("negation").ends_at(tokens, start)
        if kind is BudgetKind.FROM and self._will_not_spend(tokens, start):
            return BudgetKind.UP_TO, start
        return (turned.get(kind, kind), start - length) if length else (kind, start)

    def _will_not_spend(self, tokens: Sequence[Token], start: int) -> bool:
        """ "I don't want to spend more than 50": a word of money right in front, and a "not" before it."""
        spends = self._words("money").ends_at(tokens, start)
        places = range(start - spends, max(0, start - spends - _REFUSED), -1) if spends else ()
        return any(self._words("negation").ends_at(tokens, place) for place in places)

    def _is_refused(self, tokens: Sequence[Token], end: int) -> bool:
        """ "Mehr als 300 will ich nicht ausgeben": languages that say the "not" behind."""
        for position in range(end, min(len(tokens), end + _REFUSED)):
            if tokens[position].before.strip():
                return False
            if self._words("negation").length_at(tokens, position):
                return True
        return False

    def _bound_after(self, tokens: Sequence[Token], end: int) -> tuple[BudgetKind, int] | None:
        for name, kind in (
            ("up_to_after", BudgetKind.UP_TO), ("from_after", BudgetKind.FROM), ("around_after", BudgetKind.AROUND)
        ):  # fmt: skip
            length = self._words(name).length_at(tokens, end)
            if length and not self._leads_on(tokens, end, end + length):
                return kind, end + length
        return None

    def _leads_on(self, tokens: Sequence[Token], start: int, end: int) -> bool:
        """In "size 116, max 40" the word belongs to the number behind it."""
        begins_new = any(mark in tokens[start].before for mark in ",;")
        return begins_new or (end < len(tokens) and (tokens[end].is_number or bool(self._currencies.at(tokens, end))))

    def _joined(self, tokens: Sequence[Token], end: int, start: int) -> bool:
        """Whether two numbers are one range: "50 to 80", "50-80", "50 € und 80 €"; "size 42, up to 80" is none."""
        if end == start and start < len(tokens):
            hyphened = tokens[start].before.strip() in _HYPHENS
            return (
                hyphened
                or pair_at(tokens, start - 1) is not None
                or self._words("range_starts").ends_at(tokens, end) > 0
            )
        if end < len(tokens) and any(mark in tokens[end].before for mark in ",;"):
            return False
        return start > end and self._words("between_and").length_at(tokens, end) == start - end

    def _between(self, tokens: Sequence[Token], first: Amount, second: Amount) -> BudgetSaid:
        opened = self._words("between").ends_at(tokens, first.start)
        lower, upper = sorted((first.money, second.money), key=lambda money: money.minor)
        budget = Budget(kind=BudgetKind.BETWEEN, lower=lower, upper=upper)
        unclear = next((_readings(amount) for amount in (first, second) if amount.or_else), ())
        return BudgetSaid(budget, first.start - opened, second.end, unclear)

    def _single(self, tokens: Sequence[Token], amount: Amount) -> BudgetSaid:
        before, after = self._bound_before(tokens, amount.start), self._bound_after(tokens, amount.end)
        kind = (before or after or (BudgetKind.UP_TO, 0))[0]
        if after and (kind is BudgetKind.AROUND or (before and self._words("money").length_at(tokens, before[1]))):
            kind = after[0]  # "预算三千上下": a word of money bounds less than what stands behind.
        if kind is BudgetKind.UP_TO and not after and self._is_loose(tokens, amount):
            kind = BudgetKind.AROUND
        if kind is BudgetKind.FROM and self._is_refused(tokens, amount.end):
            kind = BudgetKind.UP_TO
        if band := self._words("band_after").length_at(tokens, amount.end):
            return BudgetSaid(_band(amount.money), amount.start, amount.end + band, _readings(amount))
        start = before[1] if before else amount.start
        end = after[1] if after else amount.end
        unclear = _readings(amount)
        lower, upper = (amount.money, None) if kind is BudgetKind.FROM else (None, amount.money)
        return BudgetSaid(Budget(kind=kind, lower=lower, upper=upper), start, end, unclear)

    def _is_loose(self, tokens: Sequence[Token], amount: Amount) -> bool:
        """ "一百来块", "两百多": a word behind the number and in front of its currency makes it no exact sum."""
        loosely = self._words("loosely")
        return any(loosely.length_at(tokens, place) for place in range(amount.start + 1, amount.end + 1))


def _band(money: Money) -> Budget:
    """ "3000円台" is from 3000 to 3999."""
    step = 1
    while money.minor % (step * 10) == 0:
        step *= 10
    upper = Money(money.minor + step - 1, money.currency)
    return Budget(kind=BudgetKind.BETWEEN, lower=money, upper=upper)


def _amount(number: Number, start: int, end: int, currency: str, named: bool = False) -> Amount | None:
    money = _money(number.value, currency)
    if money is None:
        return None
    return Amount(money, start, end, _money(number.or_else, currency) if number.or_else is not None else None, named)


def _cents(tokens: Sequence[Token], sign: int) -> Decimal | None:
    """The cents in "12€50": two digits right behind the sign."""
    behind = tokens[sign + 1 : sign + 2]
    if tokens[sign].norm.isalpha() or not tokens[sign].is_glued or not behind or not behind[0].is_glued:
        return None
    return Decimal(behind[0].raw) / 100 if re.fullmatch(r"\d\d", behind[0].raw) else None


def _belongs_to_next(tokens: Sequence[Token], start: int, end: int) -> bool:
    """In "£50-£80" the second sign stands against the second number."""
    return end < len(tokens) and tokens[end].is_number and tokens[end].is_glued and not tokens[start].is_glued


def _readings(amount: Amount) -> tuple[Money, ...]:
    return (amount.money, amount.or_else) if amount.or_else else ()


def _money(value: Decimal, currency: str) -> Money | None:
    """Rounded to the currency's places; None beyond what a shop sells for."""
    if not 0 < value <= LARGEST or currency not in EXPONENTS:
        return None
    places = EXPONENTS[currency]
    return Money(int((value * 10**places).to_integral_value()), currency)
