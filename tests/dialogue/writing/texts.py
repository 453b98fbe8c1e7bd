"""Texts as a well-behaved model writes them, in every language that one may write in, and what they may hold."""

from typing import Final

from dialogue.messages.base import Term
from dialogue.writing.draft import Concept, Draft, Form

FACTS: Final = {
    1: Term(kind="color", id="yellow"),
    2: Term(kind="material", id="polyester"),
    3: Term(kind="feature", id="waterproof"),
    4: Term(kind="size", id="L"),
    5: Term(kind="cm", id="80"),
}
ASKED: Final[frozenset[Concept]] = frozenset(
    {("category", "rain_jacket"), ("category", "jacket"), ("occasion", "hiking")}
)

REASONS: Final = {
    "ar": ("السترة ⟦3⟧ فلا يدخل المطر أثناء المشي.", "اللون ⟦1⟧ يظهر بوضوح تحت المطر."),
    "cs": ("Bunda je ⟦3⟧, takže se na túru v dešti hodí.", "Barva ⟦1⟧ je v dešti dobře vidět."),
    "da": ("Jakken er ⟦3⟧, så den holder regnen ude på turen.", "Den har farven ⟦1⟧ og ses godt i gråvejr."),
    "de": (
        "Die Jacke ist ⟦3⟧ und hält auf der Wanderung den Regen ab.",
        "In ⟦1⟧ wird man auch bei trübem Wetter gut gesehen.",
        "Der Stoff aus ⟦2⟧ ist ⟦3⟧ und trägt sich angenehm.",
    ),
    "en": (
        "It is ⟦3⟧, so the rain stays outside on your hike.",
        "The jacket comes in ⟦1⟧, which is easy to see in the rain.",
        "Made of ⟦2⟧ and ⟦3⟧: a good match for wet walks.",
        "It comes in ⟦4⟧ and is ⟦5⟧ wide.",
    ),
    "es": ("Es ⟦3⟧ y aguanta bien la lluvia en la ruta.", "El color ⟦1⟧ se ve bien cuando llueve."),
    "fi": ("Takki on ⟦3⟧, joten se pitää sateen ulkona.", "Väri ⟦1⟧ näkyy hyvin sateessa."),
    "fr": ("Elle est ⟦3⟧ et garde la pluie dehors pendant la marche.", "La couleur ⟦1⟧ se voit bien sous la pluie."),
    "it": ("È ⟦3⟧, così la pioggia resta fuori durante l’escursione.", "Il colore ⟦1⟧ si vede bene quando piove."),
    "ja": ("ジャケットは ⟦3⟧ で、雨のハイキングによく合います。", "色の ⟦1⟧ は雨の日によく見えます。"),
    "nl": ("De jas is ⟦3⟧ en houdt de regen buiten op je wandeling.", "De kleur ⟦1⟧ valt goed op als het regent."),
    "pl": ("Kurtka jest ⟦3⟧, więc podczas deszczu dobrze się sprawdza.", "Kolor ⟦1⟧ dobrze widać, gdy pada deszcz."),
    "pt": ("É ⟦3⟧ e aguenta bem a chuva durante a caminhada.", "A cor ⟦1⟧ vê-se bem quando está a chover."),
    "sv": ("Jackan är ⟦3⟧ och håller regnet ute på vandringen.", "Färgen ⟦1⟧ syns bra när det regnar."),
    "zh": ("夹克是 ⟦3⟧ 的，雨天徒步也很舒服。", "颜色 ⟦1⟧ 在雨中很显眼。"),
}
OF_ONE_PRODUCT: Final = (
    *((language, texts[0]) for language, texts in REASONS.items()),
    *(("en", text) for text in REASONS["en"]),
)
"""Reasons that say what a product is. The others say what a colour is good for, which advice may."""

ADVICE: Final = {
    "ar": "مع بدلة كحلية يليق قميص أبيض وحذاء بني. وفي المساء تبدو ربطة عنق عنابية أنيقة.",
    "cs": "K tmavě modrému obleku se hodí bílá košile a hnědé boty.",
    "da": "Til et marineblåt jakkesæt passer en hvid skjorte og brune sko godt.",
    "de": "Zu einem dunkelblauen Anzug passen ein weißes Hemd und braune Schuhe. Abends wirkt Bordeaux edel.",
    "en": "A navy suit goes well with a white shirt and brown shoes. For the evening, try a burgundy tie.",
    "es": "Con un traje azul marino van bien una camisa blanca y unos zapatos marrones.",
    "fi": "Tummansiniseen pukuun sopivat hyvin valkoinen paita ja ruskeat kengät.",
    "fr": "Avec un costume bleu marine, une chemise blanche et des chaussures marron vont très bien.",
    "it": "Con un abito blu stanno bene una camicia bianca e scarpe marroni.",
    "ja": "紺色のスーツには、白いシャツと茶色の靴がよく合います。",
    "nl": "Bij een donkerblauw pak passen een wit overhemd en bruine schoenen goed.",
    "pl": "Do granatowego garnituru pasuje biała koszula i brązowe buty.",
    "pt": "Com um fato azul-marinho ficam bem uma camisa branca e sapatos castanhos.",
    "sv": "Till en mörkblå kostym passar en vit skjorta och bruna skor bra.",
    "zh": "藏青色西装搭配白色衬衫和棕色皮鞋很好看。",
}

POINTED: Final = {
    "ar": ("السترة زرقاء", "هذا القميص يليق مع البني", "هو من الحرير", "القميص الأبيض له أزرار بنية"),
    "cs": ("Bunda je modrá", "Tento svetr má bílou barvu", "Je z hedvábí", "Modrá bunda má hnědé knoflíky"),
    "da": ("Jakken er blå", "Denne skjorte er hvid", "Den er lavet af silke", "Jakken fås i brunt"),
    "de": ("Die Jacke ist blau", "Dieses Hemd passt gut zu Braun", "Sie ist aus Seide", "Aus Seide ist die Jacke"),
    "en": (
        "It is blue",
        "The jacket comes in brown",
        "This is made of silk",
        "Made of leather, so good on a walk",
        "The long brown coat is a wool one",
        "They come in blue",
        "That’s blue",
    ),
    "es": ("Es azul", "La chaqueta es de seda", "Esta camisa va bien con marrón", "La chaqueta azul tiene botones"),
    "fi": ("Takki on sininen", "Tämä paita sopii ruskeaan", "Se on silkkiä", "On tehty silkistä"),
    "fr": ("La veste est bleue", "Cette chemise va bien avec du marron", "Elle est en soie", "C’est de la soie"),
    "it": ("È blu", "La giacca è di seta", "Questa camicia sta bene con il marrone", "La giacca blu ha dei bottoni"),
    "ja": (
        "ジャケットは青です",
        "このシャツは茶色によく合います",
        "それはシルクです",
        "青いジャケットは茶色の靴に合います",
    ),
    "nl": ("De jas is blauw", "Dit overhemd past goed bij bruin", "Hij is van zijde", "Is gemaakt van zijde"),
    "pl": ("Kurtka jest niebieska", "Produkt pasuje do brązu", "Jest z jedwabiu", "Ona ma brązowe guziki"),
    "pt": ("É azul", "O casaco é de seda", "Esta camisa fica bem com castanho", "O casaco azul tem botões"),
    "sv": ("Jackan är blå", "Denna skjorta passar bra till brunt", "Den är av siden", "Jackan finns i brunt"),
    "zh": ("夹克是蓝色的", "这件衬衫很配棕色", "它是丝绸的", "蓝色夹克有棕色的领子"),
}
"""What speaks of one product, with looks and materials that advice may name otherwise."""


def reason(text: str, locale: str = "en") -> Draft:
    return Draft(text, Form.REASON, locale, FACTS, said=ASKED, names=frozenset({"fjell"}))


def advice(text: str, locale: str = "en") -> Draft:
    return Draft(text, Form.ADVICE, locale, {3: FACTS[3]})


WELL_MEANT: Final = (
    *(reason(text, locale) for locale, texts in REASONS.items() for text in texts),
    *(advice(text, locale) for locale, text in ADVICE.items()),
)
