"""Variants of a language hold what differs, are chosen by the hint's region, and write sums and days their own way."""

from datetime import date
from pathlib import Path

import pytest

from dialogue.counter import Counter
from dialogue.sources import sources
from locales import FOLDER, Locales, formats, load_locales, read_replies, read_toml
from locales.check import check_replies, errors
from locales.sources import update_replies
from orders.money import Money

VARIANTS = tuple(code for code in load_locales().codes if "_" in code)


def test_there_are_these_variants() -> None:
    assert set(VARIANTS) == {"de_AT", "de_CH", "en_AU", "en_CA", "en_GB", "en_US", "es_MX", "fr_CA", "pt_PT"}


@pytest.mark.parametrize("code", VARIANTS)
def test_a_variant_holds_only_texts_that_differ(code: str) -> None:
    locales = load_locales()
    variant, language = locales[code], locales[locales[code].language]
    own = variant.replies[0].texts if (FOLDER / code / "LC_MESSAGES" / "replies.po").exists() else {}
    same = [
        key
        for key, forms in own.items()
        for number in ([1, 2] if len(forms) > 1 else [None])
        if variant.own_text(*key, number) == (language.own_text(*key, number) or key[1]) and len(set(forms)) == 1
    ]
    assert same == []
    assert errors(check_replies(FOLDER, code, sources())) == ()


@pytest.mark.parametrize("code", VARIANTS)
def test_a_variant_names_only_goods_that_it_calls_otherwise(code: str) -> None:
    locales, file = load_locales(), FOLDER / code / "terms.toml"
    language = locales[locales[code].language].terms
    own = locales[code].terms if file.exists() else language
    named = {(kind, name) for kind, names in (read_toml(file) if file.exists() else {}).items() for name in names}
    differing = {
        (kind, name) for kind in own for name in own[kind] if own[kind][name].title != language[kind][name].title
    }
    assert named == differing
    assert all(own[kind][name].words == language[kind][name].words for kind, name in named)


def test_switzerland_writes_no_sharp_s() -> None:
    swiss = load_locales()["de_CH"]
    said = [swiss.own_text(source.context, source.english, 2 if source.plural else None) for source in sources()]
    titles = [concept.title for named in swiss.terms.values() for concept in named.values()]
    assert [text for text in (*said, *titles) if "ß" in (text or "")] == []


@pytest.mark.parametrize(
    ("hint", "locale"),
    [
        ("pt-PT", "pt_PT"), ("pt-BR", "pt"), ("pt", "pt"), ("es-MX", "es_MX"), ("es-AR", "es"), ("fr-CA", "fr_CA"),
        ("fr-BE", "fr"), ("de-AT", "de_AT"), ("de-CH", "de_CH"), ("de-LI", "de"), ("en-US", "en_US"),
        ("en-AU", "en_AU"), ("en-IE", "en"),
    ],
)  # fmt: skip
def test_the_hints_region_chooses(hint: str, locale: str) -> None:
    assert load_locales().nearest(hint) == locale


@pytest.mark.parametrize("hint", ["zh", "zh-CN", "zh-Hans-CN", "zh-Hant", "zh-TW", "zh-HK", "zh-Hant-HK"])
def test_chinese_of_every_script_and_region_is_answered_in_simplified_characters(hint: str, tmp_path: Path) -> None:
    (tmp_path / "zh").mkdir()
    (tmp_path / "zh" / "locale.toml").write_text('name = "中文"\n', encoding="utf-8")
    assert Locales(tmp_path).nearest(hint) == "zh"


def test_a_language_is_spoken_as_the_market_speaks_it(counter: Counter) -> None:
    assert counter.in_market("pt", "PT") == "pt_PT"
    assert counter.in_market("pt", "DE") == "pt"


@pytest.fixture
def counter() -> Counter:
    from tests.dialogue.counterpart import counter as a_counter

    return a_counter(locales=load_locales().codes)


@pytest.mark.parametrize(
    ("code", "amount", "day"),
    [
        ("en_GB", "€1,234.50", "Saturday, 7 March"), ("en_US", "€1,234.50", "Saturday, March 7"),
        ("de_CH", "€ 1'234.50", "Samstag, 7. März"), ("de_AT", "€ 1.234,50", "Samstag, 7. März"),
        ("es_MX", "€1,234.50", "sábado 7 de marzo"), ("fr_CA", "1 234,50 €", "samedi 7 mars"),
        ("pt_PT", "1234,50 €", "sábado, 7 de março"),
    ],
)  # fmt: skip
def test_each_writes_sums_and_days_its_own_way(code: str, amount: str, day: str) -> None:
    written = formats.money(Money.parse("1234.50", "EUR"), code)
    assert " ".join(written.split()) == amount
    assert " ".join(formats.day(date(2026, 3, 7), code).split()) == day


def test_january_is_jaenner_in_austria() -> None:
    assert formats.day(date(2027, 1, 9), "de_AT") == "Samstag, 9. Jänner"


def test_bringing_a_variant_in_step_adds_nothing_to_it(tmp_path: Path) -> None:
    file = tmp_path / "de_AT" / "LC_MESSAGES" / "replies.po"
    file.parent.mkdir(parents=True)
    file.write_bytes((FOLDER / "de_AT" / "LC_MESSAGES" / "replies.po").read_bytes())
    update_replies(sources(), file, "de_AT")
    assert read_replies(file).texts == load_locales()["de_AT"].replies[0].texts
