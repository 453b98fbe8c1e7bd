"""What goes out on WhatsApp beside words: pictures of goods and papers, fetched by Twilio from the shop itself."""

import threading
import time
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot import webhooks
from bot.channels.base import Delivery, SentFile
from bot.channels.webchat import Hub
from bot.channels.whatsapp import papers
from bot.channels.whatsapp.handing import as_taken, is_taken
from bot.clock import StillClock
from bot.connections import connect
from bot.settings import Settings
from bot.signin import SignIn
from bot.web import ChatPages, _listening
from bot.wiring import open_shop
from dialogue.messages.base import Card, Title
from dialogue.messages.watching import BackInStock
from dialogue.outbox_store import Outgoing, queue
from dialogue.wording import WordedButton, WordedCard
from orders.money import Money
from tests.bot.channels.whatsapp_phone import JANA, Phone, buys, with_twilio
from tests.builders import NOW
from tests.fakes import Scripted
from tests.peers.twilio import TwilioPeer
from tests.peers.twilio_spec import needs_spec
from tests.sentences import SENTENCES

pytestmark = needs_spec
EUR = Money.parse("89.00", "EUR")
GONE = "/pictures/gone.svg"


@pytest.fixture
def reached(settings: Settings, twilio: TwilioPeer) -> Iterator[Phone]:
    """A phone before a shop that listens for real: Twilio fetches from it."""
    door = _listening(settings.model_copy(update={"port": 0}))
    public = f"http://127.0.0.1:{door.getsockname()[1]}"
    ours = with_twilio(settings, twilio).model_copy(update={"public_url": public})
    shop = open_shop(ours, understander=Scripted(SENTENCES), clock=StillClock(NOW))
    pages = ChatPages(shop, Hub(), SignIn("s" * 32), demo=False).routes()
    app = Starlette(routes=[*pages, *webhooks.routes(shop, connect(shop), lambda: None)])
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    with TestClient(app, base_url="http://behind-the-proxy") as client:
        yield Phone(shop, twilio, client, public=public)
    server.should_exit = True
    thread.join()
    shop.close()


def a_card(sku: str, position: int = 1, image: str | None = None) -> WordedCard:
    image = image or f"/pictures/{sku}.svg"
    return WordedCard(position, sku, sku, f"Jacket {position}", "€89.00", EUR, image, ("waterproof",), (), None)


def deliver(phone: Phone, *cards: WordedCard) -> None:
    buttons, text = (WordedButton("cheaper", "Cheaper"),), "These fit:"
    found = Delivery(id="99.1", address=JANA, name="shortlist", text=text, locale="en", buttons=buttons, cards=cards)
    phone.shop.channels["whatsapp"].deliver(found)


def test_a_receipt_is_fetched_by_twilio_and_reads_like_ours(reached: Phone) -> None:
    buys(reached)
    (paper,) = [media for each in reached.peer.messages for media in each.media]
    assert paper.kind == papers.KIND and "receipt" in paper.name
    with zipfile.ZipFile(BytesIO(paper.content)) as word:
        text = word.read("word/document.xml").decode()
    assert "Rain jacket Skagen" in text and "Lindenweg 8" in text
    assert all(each.error is None for each in reached.peer.messages)


def test_goods_are_shown_by_their_pictures_with_their_words_below_and_choices_last(reached: Phone) -> None:
    reached.says("hello")
    before = len(reached.peer.messages)
    deliver(reached, a_card("skagen-yellow-L"), a_card("fjord-navy-L", 2))
    first, second, last = reached.peer.messages[before:]
    assert [each.media[0].kind for each in (first, second)] == ["image/png", "image/png"]
    assert [each.body.splitlines()[0] for each in (first, second)] == ["*1. Jacket 1* €89.00", "*2. Jacket 2* €89.00"]
    assert (last.body, last.media) == ("These fit:", ())
    assert last.content in reached.peer.contents


@pytest.mark.parametrize(
    "image", ["https://cdn.example/a.webp", "https://cdn.example/a.svg", "http://cdn.example/a.png"]
)
def test_a_picture_that_whatsapp_does_not_show_leaves_the_goods_in_words(reached: Phone, image: str) -> None:
    reached.says("hello")
    deliver(reached, a_card("x", image=image))
    last = reached.peer.messages[-1]
    assert "*1. Jacket 1* €89.00" in last.body and last.media == ()


def test_a_picture_that_cannot_be_fetched_is_told_in_words(reached: Phone) -> None:
    reached.says("hello")
    before = len(reached.peer.messages)
    with reached.shop.storage.writes() as session:
        talk = reached.talk()
        assert talk is not None
        shown = Card(position=1, sku="gone", product="gone", title=Title(given="Jacket"), price=EUR, image=GONE)
        queue(
            session, talk, [Outgoing(BackInStock(title=shown.title, price=EUR, sku="gone", shown=(shown,)))], NOW, None
        )
    reached.works()
    (picture,) = [each for each in reached.peer.messages[before:] if each.error is not None]
    assert picture.error == 63019
    assert reached.told(picture, "undelivered", 63019) == 200
    reached.works()
    assert "*1. Jacket* €89.00" in reached.peer.messages[-1].body
    assert reached.replies()[-1] == ("back_in_stock", "sent")


def test_a_file_of_another_kind_is_told_by_its_address(reached: Phone) -> None:
    (told,) = [text for text in reached.says("my data") if "http" in text]
    address = told.split(": ", 1)[1]
    with urlopen(address) as page:
        assert page.headers.get_content_type() == "application/json"
        assert JANA.encode() in page.read()


def status_of(address: str) -> int:
    try:
        with urlopen(address) as page:
            return int(page.status)
    except HTTPError as error:
        return error.code


def test_an_address_ends_after_some_days_and_nobody_makes_one_up(reached: Phone) -> None:
    (told,) = [text for text in reached.says("my data") if "http" in text]
    address = told.split(": ", 1)[1]
    head, token, name = address.rsplit("/", 2)
    reply, place, end, signature = token.split("-")
    made_up = [
        f"{int(reply) - 1}-{place}-{end}-{signature}", f"{reply}-1-{end}-{signature}", "x",
        f"{reply}-{place}-{int(end) + 86_400}-{signature}", f"{reply}-{place}-{end}-{'0' * 40}", f"-{signature}",
    ]  # fmt: skip
    assert status_of(address) == 200
    assert {status_of(f"{head}/{each}/{name}") for each in made_up} == {404}
    reached.shop.clock.move(timedelta(days=3))
    assert status_of(address) == 200
    reached.shop.clock.move(timedelta(days=1, minutes=1))
    assert status_of(address) == 404


def test_papers_become_documents_and_the_rest_stays_as_it_is() -> None:
    html = '<html dir="rtl"><head><style>b{}</style></head><body><h1>A &amp; B</h1><dl><dt>Order</dt><dd>SK-1</dd></dl>'
    made = as_taken(SentFile("Beleg-1.html", html + "</body></html>"))
    assert (made.name, made.kind, is_taken(made)) == ("Beleg-1.docx", papers.KIND, True)
    text = zipfile.ZipFile(BytesIO(made.body)).read("word/document.xml").decode()
    assert "A &amp; B" in text and "Order: SK-1" in text and "<w:bidi/>" in text
    assert as_taken(SentFile("a.pdf", content=b"%PDF")).content == b"%PDF"
    assert not is_taken(SentFile("a.json", "{}"))
    assert not is_taken(SentFile("a.png", content=b"x" * 5_000_001))
