"""The lab in a real browser: templates on their way to approval before a Twilio on loopback, texts by the way of an
order, and the way to a text from a reply at the desk."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import uvicorn

from bot.channels.webchat import Hub
from bot.settings import Settings
from bot.signin import SignIn
from bot.web import app
from bot.wiring import Shop, open_shop
from tests.bot.channels.whatsapp_phone import with_twilio
from tests.fakes import Scripted
from tests.peers.twilio import TwilioPeer, twilio_peer
from tests.peers.twilio_spec import needs_spec
from tests.sentences import SENTENCES

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium (apt-get install chromium)"),
    needs_spec,
]
playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright (pip install playwright)")


@dataclass
class Opened:
    """A shop that is reached in a browser, with the lab open in it."""

    shop: Shop
    page: "playwright.Page"
    peer: TwilioPeer


@pytest.fixture
def opened(settings: Settings) -> Iterator[Opened]:
    with twilio_peer() as peer:
        shop = open_shop(with_twilio(settings, peer), understander=Scripted(SENTENCES))
        signin = SignIn("secret of the tests")
        server = uvicorn.Server(uvicorn.Config(app(shop, Hub(), signin), log_level="warning"))
        with socket.socket() as door:
            door.bind(("127.0.0.1", 0))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
            thread.start()
            while not server.started:
                time.sleep(0.02)
            with playwright.sync_playwright() as driver:
                chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
                page = chromium.new_page(viewport={"width": 1360, "height": 860})
                page.set_default_timeout(20_000)
                broken: list[str] = []
                page.on("pageerror", lambda error: broken.append(str(error)))
                page.goto(f"http://localhost:{door.getsockname()[1]}{signin.desk_link('Anna')}&to=lab")
                page.wait_for_selector("#texts .case")
                yield Opened(shop, page, peer)
                chromium.close()
            server.should_exit = True
            thread.join(30)
        shop.close()
        assert (broken, peer.refused) == ([], [])


def test_a_marketer_sees_what_whatsapp_has_to_approve_submits_it_and_is_told_when_an_edit_differs(
    opened: Opened,
) -> None:
    page = opened.page
    page.click("#tab-templates")
    page.wait_for_selector(".matrix td.mark.missing")
    page.click(".matrix a:text-is('delivered')")
    german = page.locator("[data-language=de]")
    german.locator("code", has_text="{{titles}}").wait_for()
    german.locator("button", has_text="Submit").click()
    page.wait_for_selector("[role=status]:has-text('1 submitted.')")
    german.locator(".badge", has_text="in review").wait_for()
    (content,) = opened.peer.contents.values()
    content.status = "approved"
    page.click("#templates-refresh")
    german.locator(".badge", has_text="approved").wait_for()
    page.click("a:text-is('Edit the text')")
    page.wait_for_selector("#template:has-text('has approved these words')")
    text = page.locator("#forms textarea")
    text.fill(f"Hallo! {text.input_value()}")
    for button in ("#save", "#review", "#publish"):
        page.click(f"{button}:not([disabled])")
    page.wait_for_selector("#template.warned:has-text('still read the words it approved before')")


def test_a_reply_at_the_desk_leads_to_its_text_in_the_language_it_was_said_in(opened: Opened) -> None:
    page = opened.page
    home = page.url.partition("/lab")[0]
    page.request.get(f"{home}/")
    for text in ("hello", "a person please"):
        assert page.request.post(f"{home}/chat", data={"text": text, "locale": "en"}).ok
    page.goto(f"{home}/desk")
    page.click("#cases .case")
    page.locator(".from-texts summary", has_text="greeting").click()
    page.locator(".from-texts a:text-is('greeting')").click()
    page.wait_for_selector("#forms textarea")
    assert (page.locator("#name").inner_text(), page.locator("#locale").input_value()) == ("greeting", "en")
    page.select_option("#facts", "last")
    page.wait_for_selector("#previews p:has-text('of the last one that was sent')")
    page.select_option("#order", "way")
    stages = page.locator(".stage summary")
    assert stages.first.inner_text().startswith("Hello, help and small talk")
    assert page.locator(".stage[open] .case[aria-current=true] strong").inner_text() == "greeting"
    said = page.locator(".phone.web .said p").first.inner_text()
    page.fill("#find", f"Somebody wrote: {said}")
    page.wait_for_selector("#found:has-text('Read like this')")
    page.locator("#texts .case strong:text-is('greeting')").wait_for()
