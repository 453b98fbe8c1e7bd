"""What the scripted understander of the tests knows, sentence by sentence."""

from collections.abc import Mapping, Sequence

from dialogue.commands import (
    AddressSaid,
    AskAboutMe,
    AskHuman,
    CancelOrder,
    ChangeLanguage,
    Command,
    Confirm,
    Consent,
    DeleteMyData,
    ExportMyData,
    FindProducts,
    GiveAddress,
    Greet,
    OptOut,
    ProductRef,
    ReportDamaged,
    TakeProduct,
    Thank,
    TrackOrder,
    Withdraw,
)
from matching.need import Need
from tests.builders import HOME

SENTENCES: Mapping[str, Sequence[Command]] = {
    "hello": [Greet()],
    "thanks": [Thank()],
    "a rain jacket": [FindProducts(needs=(Need(category="rain_jacket", text="rain jacket"),))],
    "the skagen in L": [TakeProduct(product=ProductRef(sku="skagen-yellow-L"), size="L", quantity=1)],
    "the fjord in M": [TakeProduct(product=ProductRef(sku="fjord-navy-M"), size="M", quantity=1)],
    "to Bonn": [GiveAddress(address=AddressSaid(**HOME))],
    "I order it": [Confirm(consent=Consent.ORDER_WORDS)],
    "yes": [Confirm()],
    "where is it": [TrackOrder()],
    "cancel it": [CancelOrder()],
    "it is broken": [ReportDamaged()],
    "I withdraw": [Withdraw()],
    "a person please": [AskHuman()],
    "stop": [OptOut()],
    "about me": [AskAboutMe()],
    "my data": [ExportMyData()],
    "delete my data": [DeleteMyData()],
    "auf deutsch": [ChangeLanguage(locale="de")],
}
