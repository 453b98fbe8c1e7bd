"""Faults of every kind, planted in real texts of every language, and what the rules say of them."""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache

from dialogue.sources import sources
from locales import SOURCE, Locales, load_locales
from locales.rules import BUTTON, Fault, faults_of, glossary
from locales.sources import Source

LANGUAGES = ("ar", "cs", "da", "de", "en", "es", "fi", "fr", "it", "ja", "nl", "pl", "pt", "sv", "zh")
SLIP = {
    "cs": "tebe", "da": "Vil De", "de": "dein", "es": "usted", "fi": "teidän", "fr": "ton", "it": "vostro", "nl": "uw",
    "pl": "Pana", "pt": "tua", "sv": "ert", "zh": "你",
}  # fmt: skip
PROMISE = {
    "ar": "مجانًا", "cs": "zdarma", "da": "gratis", "de": "kostenlos", "es": "gratis", "fi": "ilmaiseksi",
    "fr": "gratuitement", "it": "gratis", "ja": "無料", "nl": "gratis", "pl": "gratis", "pt": "grátis",
    "sv": "gratis", "zh": "免费",
}  # fmt: skip
Text = tuple[Source, tuple[str, ...]]
Plant = Callable[[Source, str, str], str | None]
"""(source, text, language) → the text with a fault, or None where it cannot have that fault."""


def _first_placeholder(text: str, new: str) -> str | None:
    return re.sub(r"\{[a-z_0-9]+\}", lambda _: new, text, count=1) if "{" in text else None


def _untranslated(source: Source, text: str, language: str) -> str | None:
    words = re.findall(r"[^\W\d_]{2,}", re.sub(r"\{[a-z_0-9]+\}", "", source.english))
    return source.english if len(words) > 3 and language != SOURCE else None


def _changed_number(source: Source, text: str, language: str) -> str | None:
    bare = re.sub(r"\{[a-z_0-9]+\}", "", text)
    return re.sub(r"(?<![\w{])\d+", "7391", text, count=1) if re.search(r"(?<!\w)\d+", bare) else None


def _too_long(source: Source, text: str, language: str) -> str | None:
    return (text * BUTTON)[: BUTTON + 1] if source.context.startswith("label|") else None


def _doubled(source: Source, text: str, language: str) -> str | None:
    found = re.search(r"\b[^\W\d_]{5,}\b", re.sub(r"\{[a-z_0-9]+\}", "", text))
    return text.replace(found.group(), f"{found.group()} {found.group()}", 1) if found else None


def _without_end(source: Source, text: str, language: str) -> str | None:
    small = source.context.startswith(("label|", "page|"))
    return f"{text.rstrip('.?!。？！؟…)） ')}," if source.english[-1] in ".?!" and not small else None


def _without_glossary(source: Source, text: str, language: str) -> str | None:
    gift = next(entry for entry in glossary() if entry.id == "gift_card")
    wanted = "gift card" in source.english.lower() and language in gift.words and language != SOURCE
    return " … ".join(["…", *re.findall(r"\{[a-z_0-9]+\}", source.english)]) if wanted else None


def _other_script(source: Source, text: str, language: str) -> str | None:
    return f"{text} Спасибо" if language not in {"ar", "en", "ja", "zh"} else None


def _other_address(source: Source, text: str, language: str) -> str | None:
    return f"{text} {SLIP[language]}" if language in SLIP else None


def _promise(source: Source, text: str, language: str) -> str | None:
    free = any(word in source.english.lower() for word in ("free", "cost", "charge", "fee", "nothing"))
    return f"{text} {PROMISE[language]}" if language in PROMISE and not free else None


def _two_spaces(source: Source, text: str, language: str) -> str | None:
    return text.replace(" ", "  ", 1) if " " in text else None


def _without_placeholder(source: Source, text: str, language: str) -> str | None:
    return None if source.plural else _first_placeholder(text, "…")


def _then(words: str) -> Plant:
    return lambda source, text, language: f"{text} {words}"


PLANTS: dict[str, tuple[set[str], Plant]] = {
    "a placeholder is missing": ({"placeholder"}, _without_placeholder),
    "a placeholder is renamed": ({"placeholder"}, lambda source, text, language: _first_placeholder(text, "{who}")),
    "a placeholder too many": ({"placeholder"}, _then("{secret}")),
    "a brace alone": ({"placeholder"}, _then("{")),
    "a field of a field": ({"placeholder"}, lambda source, text, language: _first_placeholder(text, "{order.total}")),
    "nothing said": ({"empty"}, lambda source, text, language: " "),
    "bold for web pages": ({"markup"}, lambda source, text, language: f"<b>{text}</b>"),
    "a script": ({"markup"}, _then("<script>alert(1)</script>")),
    "a mark that turns the text": ({"hidden"}, lambda source, text, language: "\u202e" + text),
    "a mark that nobody sees": ({"hidden"}, lambda source, text, language: text[:1] + "\u200b" + text[1:]),
    "a control character": ({"hidden"}, _then("\x07")),
    "an amount by hand": ({"amount"}, _then("49,95 €")),
    "another number": ({"number"}, _changed_number),
    "a number too many": ({"number"}, _then("4711.")),
    "a link": ({"link"}, _then("https://elsewhere.example/offer")),
    "an address of mail": ({"link"}, _then("hello@elsewhere.example")),
    "a line's end as it is typed": ({"forbidden"}, _then("\\n")),
    "a mark of a merge": ({"forbidden"}, _then("#-#-#-#-# one.po #-#-#-#-#")),
    "a value that is none": ({"forbidden"}, _then("None")),
    "still English": ({"untranslated", "script"}, _untranslated),
    "another script": ({"script"}, _other_script),
    "a button too long": ({"length"}, _too_long),
    "the other address": ({"tone"}, _other_address),
    "a promise": ({"promise"}, _promise),
    "per cent off": ({"promise"}, lambda source, text, language: f"{text} 20%" if "%" not in source.english else None),
    "a word twice": ({"twice"}, _doubled),
    "two spaces": ({"spaces"}, _two_spaces),
    "no end": ({"ending"}, _without_end),
    "another word than the glossary's": ({"glossary"}, _without_glossary),
}  # fmt: skip
"""By what is wrong: the rules that find it, one of them is enough, and how it gets into a text."""


@cache
def locales() -> Locales:
    return load_locales()


@cache
def texts(language: str) -> tuple[Text, ...]:
    locale = locales()[language]
    found = []
    for source in sources():
        forms = next((own.texts.get((source.context, source.english)) for own in locale.replies), None)
        if language == SOURCE:
            forms = (source.english,) if source.plural is None else (source.english, source.plural)
        if forms and all(forms) and not re.match(r"^paper\|\w+_file$", source.context):
            found.append((source, forms))
    return tuple(found)


def faults(source: Source, forms: tuple[str, ...], language: str) -> set[Fault]:
    return set(faults_of(forms, source, language, locales()[language].forms))


def seeded(kind: str, language: str, dice: random.Random) -> Iterator[tuple[Source, tuple[str, ...], set[Fault]]]:
    """A text with this fault in one of its forms, and what the text raised without it."""
    some = list(texts(language))
    dice.shuffle(some)
    for source, forms in some:
        place = dice.randrange(len(forms))
        broken = PLANTS[kind][1](source, forms[place], language)
        before = faults(source, forms, language)
        # A text that has this doubt as it stands shows nothing.
        if broken is not None and broken != forms[place] and not {each.rule for each in before} & PLANTS[kind][0]:
            yield source, (*forms[:place], broken, *forms[place + 1 :]), before
            return


def planted(dice: random.Random) -> tuple[Counter[str], list[tuple[str, str, str, tuple[str, ...]]]]:
    """How often each fault was planted, in every language where it can be, and those that no rule found."""
    count, missed = Counter[str](), []
    for language in LANGUAGES:
        for kind in PLANTS:
            for source, forms, before in seeded(kind, language, dice):
                count[kind] += 1
                found = {fault.rule for fault in faults(source, forms, language) - before}
                if not found & PLANTS[kind][0]:
                    missed.append((language, kind, source.context, forms))
    return count, missed


def raised() -> list[tuple[str, str, str]]:
    """Everything that is said of our texts as they stand: language, context, what."""
    return [
        (language, source.context, fault.told)
        for language in LANGUAGES
        for source, forms in texts(language)
        for fault in faults(source, forms, language)
    ]


def share_raised(told: list[tuple[str, str, str]]) -> float:
    """Of our texts, those of which anything is said."""
    return len({(language, context) for language, context, _ in told}) / sum(len(texts(each)) for each in LANGUAGES)
