"""How shown goods are washed, dried and ironed is asked in everybody's own words, and is no new wish."""

import pytest

from dialogue.commands import AskAboutProduct
from tests.dialogue.understanding.scenes import offline, scene


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "can it go in the tumble dryer?"), ("en", "can I tumble dry it?"), ("en", "is it dishwasher safe?"),
        ("en", "how do I wash it?"), ("en", "can you iron it"), ("de", "darf die in den trockner?"),
        ("de", "kann man die in der maschine waschen?"), ("de", "ist das spülmaschinenfest?"),
        ("de", "wie wasche ich die?"), ("fr", "ça passe au sèche-linge ?"), ("fr", "ça passe en machine ?"),
        ("fr", "ça va au lave-vaisselle ?"), ("fr", "comment ça se lave ?"),
        ("es", "¿se puede meter en la secadora?"), ("es", "¿se lava a máquina?"),
        ("es", "¿es apto para lavavajillas?"), ("es", "¿cómo se lava?"), ("it", "si può mettere in asciugatrice?"),
        ("it", "si lava in lavatrice?"), ("it", "va in lavastoviglie?"), ("it", "come si lava?"),
        ("nl", "kan die in de droger?"), ("nl", "mag hij in de wasmachine?"), ("nl", "kan het in de vaatwasser?"),
        ("nl", "hoe was ik die?"), ("sv", "kan man torktumla den?"), ("sv", "går den att tvätta i maskin?"),
        ("sv", "tål den diskmaskin?"), ("sv", "hur tvättar jag den?"), ("da", "må den komme i tørretumbler?"),
        ("da", "kan den maskinvaskes?"), ("da", "tåler den opvaskemaskine?"), ("da", "hvordan vasker jeg den?"),
        ("fi", "voiko sen laittaa kuivausrumpuun?"), ("fi", "voiko sen pestä koneessa?"),
        ("fi", "kestääkö se konepesun?"), ("fi", "miten se pestään?"), ("pl", "można to suszyć w suszarce?"),
        ("pl", "można prać w pralce?"), ("pl", "można myć w zmywarce?"), ("pl", "jak to prać?"),
        ("cs", "může to do sušičky?"), ("cs", "dá se to prát v pračce?"), ("cs", "může to do myčky?"),
        ("cs", "jak se to pere?"), ("pt", "pode ir à máquina de secar?"), ("pt", "dá para lavar na máquina?"),
        ("pt", "pode ir à máquina de lavar loiça?"), ("pt", "como se lava?"), ("ja", "乾燥機は使えますか？"),
        ("ja", "洗濯機で洗えますか？"), ("ja", "食洗機に入れても大丈夫？"), ("ja", "洗い方は？"),
        ("zh", "可以烘干吗？"), ("zh", "能机洗吗？"), ("zh", "可以放洗碗机吗？"), ("zh", "怎么洗？"),
        ("ar", "ينفع أحطها في النشافة؟"), ("ar", "تنغسل بالغسالة؟"), ("ar", "ينفع في غسالة الصحون؟"),
        ("ar", "كيف أغسلها؟"),
    ],
)  # fmt: skip
def test_how_it_is_washed_is_a_question_about_it(locale: str, text: str) -> None:
    commands = offline().understand(scene(text, locale, {"shown": 3})).commands
    assert [type(command) for command in commands] == [AskAboutProduct]
