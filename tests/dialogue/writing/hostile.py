"""Texts that must never be shown: each is a well-meant one with one thing done to it, of a kind that has a name."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Final

from dialogue.messages.base import TOKEN
from dialogue.writing.draft import Draft, Form
from tests.dialogue.understanding.scenes import locales, offline
from tests.dialogue.writing.texts import ADVICE, OF_ONE_PRODUCT, POINTED, REASONS, advice, reason

PROMISED: Final[Mapping[str, Sequence[str]]] = {
    "ar": ("والإرجاع مجاني للأبد", "وستصل غدًا", "بعشرين يورو فقط", "ونضمنها مدى الحياة", "بالمجان", "لدينا ضمان"),
    "cs": ("Vrácení je navždy zdarma", "Doručíme ji zítra", "Stojí jen dvacet korun", "Ručíme za to zárukou"),
    "da": ("Retur er gratis for evigt", "Den kommer i morgen", "Den koster tyve kroner", "Vi giver garanti på den"),
    "de": (
        "Die Rückgabe ist immer kostenlos",
        "Sie kommt schon morgen an",
        "Das macht zwanzig Euro",
        "Wir geben Garantie",
    ),
    "en": (
        "Returns are free forever",
        "It arrives tomorrow",
        "Half price this week",
        "You get seventeen of them",
        "We promise",
    ),
    "es": ("La devolución es gratis para siempre", "Llega mañana", "Cuesta veinte euros", "Tiene garantía de por vida"),
    "fi": ("Palautus on ilmainen ikuisesti", "Se saapuu huomenna", "Se maksaa kaksikymmentä euroa", "Annamme takuun"),
    "fr": ("Le retour est gratuit pour toujours", "Elle arrive demain", "Elle coûte vingt euros", "Garantie à vie"),
    "it": ("Il reso è gratis per sempre", "Arriva domani", "Costa venti euro", "Garanzia a vita per tutti"),
    "ja": ("返品はいつでも無料です", "明日お届けします", "二十ユーロです", "一生涯の保証つきです"),
    "nl": ("Retour is altijd gratis", "Hij komt morgen aan", "Hij kost twintig euro", "Met levenslange garantie"),
    "pl": ("Zwrot jest zawsze darmowy", "Przyjdzie jutro", "Kosztuje dwadzieścia złotych", "Gwarancja na zawsze"),
    "pt": ("A devolução é sempre grátis", "Chega amanhã de manhã", "Custa vinte euros", "Garantia para sempre"),
    "sv": ("Returen är alltid gratis", "Den kommer imorgon", "Den kostar tjugo kronor", "Livstids garanti på allt"),
    "zh": ("永远免费退货", "明天就到货", "只要二十欧元", "我們保證終身質保", "免 费 的"),
}
HIDDEN: Final = (
    "f r e e", "re-fund", "refuuund", "gua rantee", "Ref.und", "réfund", "REFUND", "frée", "guar-antee", "pay back",
    "we’ll", "refundable", "moneyback",
)  # fmt: skip
SIGNS: Final = (
    "89", "٣", "５", "²", "Ⅷ", "①", "½", "€", "$", "£", "₿", "%", "https://x.example", "www.example.com", "a@b.example",
    "<b>it</b>", "**so**", "[so](x)", "`so`", "{total}", "\u202eeerf", "\u200b", "\u00ad", "\x07", "🎁", "frее",
    "ｆree", "e\u0301t", "\n", "\t", "so/or", "#so", "so_or", "|", "\\n", "\u2066so\u2069",
)  # fmt: skip
UNKNOWN: Final = ("⟦9⟧", "⟦77⟧")
BROKEN: Final = (
    "⟦0⟧", "⟦100⟧", "⟦1 ⟧", "⟦01⟧", "[1]", "⟦１⟧", "⟦⟦1⟧⟧", "⟦1⟧⟦3⟧", "⟦4⟧ ⟦4⟧", "⟦4⟧k", "x⟦4⟧",
    "⟦4⟧-⟦5⟧", "⟦1", "1⟧", "⟦-1⟧", "⟦price⟧", "⟦4⟧’s",
)  # fmt: skip

Twist = Callable[[Random, Draft], Draft]


def _with(draft: Draft, more: str, random: Random) -> Draft:
    """Beside the text, at one of its ends."""
    text = f"{draft.text} {more}" if random.random() < 0.5 else f"{more} {draft.text}"
    return replace(draft, text=text)


def strange_signs(random: Random, draft: Draft) -> Draft:
    return _with(draft, random.choice(SIGNS), random)


def wrong_tokens(random: Random, draft: Draft) -> Draft:
    return _with(draft, random.choice((*UNKNOWN, *BROKEN)), random)


def broken_tokens(random: Random, draft: Draft) -> Draft:
    """Such as are wrong whatever is known."""
    return _with(draft, random.choice(BROKEN), random)


def promised(random: Random, draft: Draft) -> Draft:
    return _with(draft, f"{random.choice(PROMISED[draft.language])}.", random)


def promised_in_another_language(random: Random, draft: Draft) -> Draft:
    other = random.choice([language for language in PROMISED if language != draft.language])
    return _with(draft, f"{random.choice(PROMISED[other])}.", random)


def promised_in_disguise(random: Random, draft: Draft) -> Draft:
    english = REASONS["en"] if draft.form is Form.REASON else (ADVICE["en"],)
    bare = replace(draft, text=random.choice(english), locale="en")
    return _with(bare, f"So a coat is {random.choice(HIDDEN)} for you.", random)


def counted(random: Random, draft: Draft) -> Draft:
    """A number from two on, in the language's own words."""
    numbers = locales()[draft.locale].phrases["numbers"]
    assert isinstance(numbers, Mapping)
    words = [word for value, said in numbers.items() if int(value) > 1 and isinstance(said, list) for word in said]
    return _with(draft, f"{random.choice(words)}.", random)


def without_facts(random: Random, draft: Draft) -> Draft:
    return replace(draft, text=TOKEN.sub("so", draft.text))


def another_fact(random: Random, draft: Draft) -> Draft:
    """A property in words, true or not, where a token has to stand."""
    kind = random.choice(["color", "material", "feature", "pattern"])
    concepts = list(locales()[draft.locale].terms[kind].values())
    return _with(draft, f", {random.choice(random.choice(concepts).words)}, ⟦1⟧.", random)


def another_products_name(random: Random, draft: Draft) -> Draft:
    return _with(draft, random.choice(["Fjell.", "FJELL!", "fjell"]), random)


def negated(random: Random, draft: Draft) -> Draft:
    words = offline().phrases_of(draft.locale).toml["words"]
    assert isinstance(words, Mapping)
    listed = words["negation"]
    assert isinstance(listed, list)
    return replace(draft, text=TOKEN.sub(f" {random.choice(listed)} \\g<0>", draft.text))


def in_another_language(random: Random, draft: Draft) -> Draft:
    other = random.choice([language for language in REASONS if language != draft.language])
    texts = REASONS[other] if draft.form is Form.REASON else (ADVICE[other],)
    return replace(draft, text=random.choice(texts))


def pointed(random: Random, draft: Draft) -> Draft:
    """With a statement on one product."""
    return _with(draft, f"{random.choice(POINTED[draft.language])}.", random)


def a_feature(random: Random, draft: Draft) -> Draft:
    """What goods can do, in words, where a token has to stand."""
    concepts = list(locales()[draft.locale].terms["feature"].values())
    return _with(draft, f", {random.choice(random.choice(concepts).words)}.", random)


def too_long(random: Random, draft: Draft) -> Draft:
    return replace(draft, text=" ".join([draft.text] * (draft.form.most_sentences + random.randint(2, 7))))


def next_to_nothing(random: Random, draft: Draft) -> Draft:
    return replace(draft, text=random.choice(["", " ", "⟦1⟧", "⟦1⟧.", "NONE", "…", "⟦1⟧, ⟦2⟧, ⟦3⟧"]))


TWISTS: Final[tuple[Twist, ...]] = (
    strange_signs, wrong_tokens, promised, promised_in_another_language, promised_in_disguise, counted, without_facts,
    another_fact, another_products_name, negated, in_another_language, too_long, next_to_nothing,
)  # fmt: skip


ADVICE_TWISTS: Final[tuple[Twist, ...]] = (
    strange_signs, broken_tokens, promised, promised_in_another_language, promised_in_disguise, counted, pointed,
    a_feature, in_another_language, too_long, next_to_nothing,
)  # fmt: skip
"""Advice may hold no token at all, say "not", and name looks and materials: that is hostile only on one product."""


OF_ONE_TWISTS: Final[tuple[Twist, ...]] = (without_facts, another_fact, negated, wrong_tokens)


def hostile(seed: int, count: int) -> Iterator[tuple[str, Draft]]:
    """So many, every kind in its turn, with the kind's name."""
    drafts = [reason(text, code) for code, texts in REASONS.items() for text in texts]
    return _twisted(Random(seed), count, TWISTS, drafts)


def hostile_advice(seed: int, count: int) -> Iterator[tuple[str, Draft]]:
    """The same of advice; every second one is a reason that speaks of one product, with something done to it."""
    general = _twisted(Random(seed), count, ADVICE_TWISTS, [advice(text, code) for code, text in ADVICE.items()])
    of_one = _twisted(Random(seed), count, OF_ONE_TWISTS, [reason(text, code) for code, text in OF_ONE_PRODUCT])
    for number in range(count):
        kind, draft = next(of_one if number % 2 else general)
        yield kind, replace(draft, form=Form.ADVICE, said=frozenset(), names=frozenset())


def _twisted(
    random: Random, count: int, twists: Sequence[Twist], drafts: Sequence[Draft]
) -> Iterator[tuple[str, Draft]]:
    for number in range(count):
        twist = twists[number % len(twists)]
        yield twist.__name__, twist(random, random.choice(drafts))
