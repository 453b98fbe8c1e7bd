"""What feeds call their columns and attributes, in fifteen languages, as fields of a catalog line."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from matching.morphology import fold

_NAMES: Final[Mapping[str, str]] = {
    "color": "color colour farbe couleur colore cor kleur kolor färg farve väri barva 色 カラー 颜色 顏色 اللون لون",
    "size": "size größe konfektionsgröße schuhgröße taille pointure talla tamaño taglia misura tamanho maat rozmiar"
    " storlek størrelse koko velikost サイズ 尺码 尺碼 المقاس مقاس",
    "material": "material fabric stoff obermaterial matière matériau tissu tejido materiale tessuto tecido materiaal"
    " materiał tkanina materiaali materiál 素材 材質 材质 材料 المادة الخامة مادة خامة",
    "pattern": "pattern muster motif estampado fantasia estampa patroon wzór mönster mønster kuvio vzor 柄 图案 圖案"
    " النقشة",
    "audience": "audience gender geschlecht zielgruppe genre sexe género gênero sexo genere sesso geslacht doelgroep"
    " płeć kön køn sukupuoli pohlaví 性別 性别 الجنس",
    "brand": "brand marke marque marca marchio merk marka varumärke mærke tuotemerkki značka ブランド 品牌 الماركة",
    "gtin": "gtin ean ean13 upc isbn barcode strichcode",
    "width": "width breite largeur ancho anchura larghezza largura breedte szerokość bredd bredde leveys šířka"
    " 幅 宽度 寬度 العرض",
    "height": "height höhe hauteur alto altura altezza hoogte wysokość höjd højde korkeus výška 高さ 高度 الارتفاع",
    "depth": "depth tiefe profondeur profundidad fondo profondità profundidade diepte głębokość djup dybde syvyys"
    " hloubka 奥行き 奥行 深度 العمق",
    "length": "length länge longueur largo longitud lunghezza comprimento lengte długość längd længde pituus délka 長さ"
    " 长度 長度 الطول",
    "diameter": "diameter durchmesser diamètre diámetro diametro diâmetro średnica halkaisija průměr 直径 直徑 القطر",
    "weight": "weight gewicht poids peso waga vikt vægt paino hmotnost 重量 重さ الوزن",
}
FIELDS: Final[Mapping[str, str]] = {fold(word): field for field, words in _NAMES.items() for word in words.split()}
"""Field by folded name."""
LENGTHS: Final = ("width", "height", "depth", "length", "diameter")
_UNIT: Final = re.compile(r"^(.+?)\s*(?:\bin\s+)?[(\[]?\b(mm|cm|m|in|ft|g|kg|lb|oz)\b[)\]]?$")


@lru_cache(maxsize=4096)
def field_named(name: str) -> tuple[str, str] | None:
    """The field that a name means, and the unit that stands in it: "Breite (cm)" is ("width", "cm")."""
    plain = fold(name).strip(" :*")
    if plain in FIELDS:
        return FIELDS[plain], ""
    found = _UNIT.match(plain)
    field = FIELDS.get(found[1].strip()) if found else None
    return (field, found[2]) if found and field in (*LENGTHS, "weight") else None
