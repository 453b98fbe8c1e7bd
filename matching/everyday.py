"""Everyday words that are one slip away from a word of the shop and are no misspellings of it (plants, not pants)."""

from collections.abc import Mapping
from typing import Final

EVERYDAY: Final[Mapping[str, tuple[str, ...]]] = {
    language: tuple(words.split())
    for language, words in {
        "en": "another automated banana bananas basket beach beard bench bland blanket blend blends blocker blush "
        "board boards booked booker boost bother bound bracket brackets brand bread bridge broad brother brown brush "
        "cards carve cause chain chains chair chance change charge closest clown cooker corral could counter "
        "country county couple course court create created creates cricket crown crush delicate diner dinner drawn "
        "drown duplicate early earning earnings either estate fares farther father feather fight figuring finance "
        "fleet flesh flush force form found free frees fresh fried friend from frown further gather gland grams "
        "grand grave gravy gray great greater green greet groan grown guard halal heard hearing heart hearts "
        "hooker horse hound hours house inbox install island jacket kind kinds larger larges lather leach lease "
        "least leather light list locker longer looker loose lose losing lost marked market markets means meant "
        "might mother night other packed paint painted parenting parents parked peach picked place placed places "
        "planet planned plans plant plants please pleased plus pocket post posts pound price prices prime print "
        "printed printing prize quiet quite quits quiz quote quoted quotes racket rally rather reach reads ready "
        "really report right rough round rubbers sacred scared scarred shall sheet sheets shell shipping shirt "
        "shopping shore short shorts should sight since small smell songs sort sorts sound speaker speakers spell "
        "sport stable stage stages stall states status steal steel still stock stocks stolen straw street support "
        "sweat sweet switched table tablet tablets tasted tasty teach teeth thank thanks their there these thing "
        "things think those though thought thread threads three through ticket tickets tight time timer times "
        "tires toast tooth tough trade trades trail trails tread treads tree trees trial trust truth tweet "
        "understand vacation variation weather where whether word words world would wound years",
        "de": "Band Beine Betten Bissen Bitte bitte bitten Brand bringe Bruder Butter Bände Decke dicht Dinge Dose "
        "Ecke Farben fassen Fische Flasche fremd frische Futter Gasse Gesicht große Größe grüße Grüße Haare haben Hand "
        "Handel hatte hatten Haus Hause Hemd Hosen Hände hätte hätten Jacke Jahre Kasse Kasten keine kennen Kerze "
        "Ketten Kinder Kissen Klasse Kleider Kleine kleine Kosten Kuchen kurz Kurze können Küche kürze küssen Land "
        "lassen lecker leicht leider Leine Licht Lose Mandel Mantel Masse meine Mitte Mittel Mutter müssen Narben "
        "nicht Packe Paket Pakete passe passen Pflanze Pflanzen Posten Rasche Rasse reicht reine Reise retten "
        "Ringe rissen Rock Röcke Rücken Sache Sachen schade Schaden Schal Schale Schicke schicken schickt schon "
        "Schranke Schränke Schuhe schön seine singe Spiegel Spiel springen Stand Stecker Steine Stimme stimmt "
        "Strand Straße Strecke Stufe Stück Stücke Stühle Suche suche Tasche Tasse Tische Vetter Wand Waren waren "
        "Hosentasche wecker Weine weise Weise weiße wetten Wetter Winter wissen Wände wären",
        "fr": "avoir bains balle basse belle blanche boites bottes boîtes branche cable cage carte casque cause "
        "ceinture celle cette chaine chaise charge chaîne cherche chose choses classe compte conte cousin cousine "
        "coussin couvert crampe cuisine dimanche faille forte jaune jeune jupes juste lacs laine lampe large libre "
        "livre loin maille mains manche marche marché marque masque miroir moins noir noire notes ouvert pages paille "
        "pains pause peinture peste place plage pointe pointure porte rampe reste robes rose roses routes sac sacs "
        "sages salle savoir selle soir sorte stable table tables taille tapas tapis tarte tasse teste tiroir "
        "toutes tranche verre vers verte veste voir",
        "es": "baja bajas banco bancos barco blanco bolsa bolso caja cajas calma cama camas camino camisa casa casas "
        "caso claro claros coche cosa cosas cuadro cuarto cuatro falda falta faltas fecha firma flecha flojo forma "
        "formas gana ganas gorda gorra hoja lana leche letra letras luna manta mantas marca marcas marco marzo "
        "masa masas mejor mesa mesas misa mujer negra negro nieta nieto noche nueva nuevo paso pasos patos pedido "
        "pedidos perdido planta plantas plata plato platos playa plaza roja rojo rosas saco santa tabla talla "
        "tallas tanta tasa tazas tejer valla vaso vasos vender vendido verdad verde vestido vestir zapatos",
        "it": "certo confermare corriere economico manca necessario Paolo pagamento pochi poste salve settimane Sofia "
        "stata togliere tutta vede vedi",
        "pt": "agora bairro basta brasileiro chama diferença estranho Lucas minhas necessário sábado tipos",
        "nl": "bestellen boeken denken dozen houdt kleuren komen kopen levering maand passen winkelmandje zaken",
        "pl": "która muszę noszę kocha pakowanie polski złotych",
        "cs": "balík cena kolik pěkný skladem sledování středa úterý změna",
        "sv": "gatt kolla minst omkring sonder varukorg",
        "da": "farven kvittering leder levering soger sporing stand varen vaske",
        "fi": "kohti liian mahdollinen mista muista nayttaa puhun rakastan sahkoposti tallainen valoisa valoisaa"
        " valoisia varin",
        "ar": "صفاء بركات الخبر برلين",
    }.items()
}

LOOKALIKES: Final[Mapping[str, frozenset[str]]] = {
    "de": frozenset({"buchen", "drucken", "kann", "lust", "post", "spat", "wenden", "wollen"}),
    "es": frozenset({"antes", "raya"}),
    "it": frozenset("abita leggere letta Lina Mara mente minuto Pietro sale sete".casefold().split()),
    "pt": frozenset(["barra", "caso", "linha", "linhas", "meia", "quarta", "vinha"]),
    "nl": frozenset(["mandje", "mijn", "pakje", "pakjes", "want"]),
    "pl": frozenset(["lata", "latach", "mamy", "miedzy", "prac", "zlotych"]),
    "cs": frozenset(["hned", "mame", "mate", "salat", "sedi", "tato", "teto", "vino", "vitr"]),
    "sv": frozenset(
        [
            "bara",
            "dock",
            "fatt",
            "hemma",
            "kanner",
            "kassa",
            "koka",
            "kvar",
            "later",
            "lata",
            "matt",
            "mina",
            "rest",
            "sett",
            "svara",
            "tack",
            "tala",
            "talar",
            "unga",
            "vanta",
        ]
    ),
    "da": frozenset(
        ["bage", "bare", "fjern", "hjemme", "hore", "horer", "kassen", "lager", "leder", "mine", "post", "stil"]
    ),
    "fi": frozenset(["asti", "asua", "asun", "harmi", "kassa", "kassalle", "tein"]),
    "ar": frozenset(
        (
            "الدوام الرياض الطابق كريم للرياض مجاني اراكم ارجو اريني استني اسكتلندا اكويه الامر الراس السويد "
            "الصين العسل الفل الكرتون الكولي اللول المسترد المطار المغرب الناس النشافه النعل الورد اليابان "
            "اليابانيه انته انتوا انتي اوكراني بارك بالايطالي بالرياض بالسويدي بالصيني بالكرتون بالياباني "
            "باليابانيه بايه ببدل ببدله ببدلها بتنور بدلا بدلها بدلوا بدلوه بدلوها بدلي بدلت براسي بركه بريد "
            "بريدكم بريدي بسقف بشوف بشوفكم بفرش بكام بلاد بلبس بلوك بملف بميزانيه بنايه بنوب بيتنا بيتي تنور حاره "
            "حراره خارج خارجيه درجه راسك راسي رايح رجله رجلها رجلي روماني ريحته ريحتها ريفيو ستين سكروا سكرت "
            "سلمني سلمه سلمها سلموه سلموها سويدي سويسرا سيدي شغله شغلوا شوفي صناعته صناعه صيني طلعت طلعني طلعها "
            "طلعوا غوروا فالساعه فراسك فرنسا فرنسي فرنسيه فيلا كارت كريهه كلاس كيلو لبست لبسه لبنت للخارج للسويد "
            "للصين لليابان ليست ليسوا ليلتك ليله الليل ماجا ماجاني ماجه مايه مايهم متوسط مرات مرتب معاد مقابل "
            "ملفي ميزانيه ميزه نادني ناديني نعلها نقلت نمره هونت وسيله رياض سالم ليلي ريما ناديه سلمي سميه روما "
            "سيدني العصر"
        )
        .casefold()
        .split()
    ),
}
"""Everyday words, folded, that look like a form of a word of the shop and are none ("kann" is no Kanne)."""

ONLY_NAMES: Final = frozenset(
    {"pantaloni di velluto", "pantaloni in velluto", "pantalone di velluto", "pantaloni velluto", "pantalon en velours",
     "pantalon velours", "flojlsbukser", "bukser i flojl", "بنطلون قطيفه", "glasuntersetzer", "glasunderlagg",
     "glasonderzetter", "calca de veludo", "calca veludo", "meias de vidro", "pantalon en toile",
     "bottes en plastique"}
)  # fmt: skip
"""Names of goods that are of something else than the words say: corduroys, coasters, nylons, chinos, rubber boots."""
