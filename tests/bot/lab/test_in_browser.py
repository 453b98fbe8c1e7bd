"""The lab in a real browser: templates on their way to approval before a Twilio on loopback, texts by the way of an
order, and the way to a text from a reply at the desk."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from bot.settings import Settings
from bot.wiring import Shop, open_shop
from tests.bot.channels.whatsapp_phone import with_twilio
from tests.bot.lab.browsing import NEEDED, lab_page
from tests.fakes import Scripted
from tests.peers.twilio import TwilioPeer
from tests.peers.twilio_spec import needs_spec
from tests.sentences import SENTENCES

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [*NEEDED, needs_spec]


@dataclass
class Opened:
    """A shop that is reached in a browser, with the lab open in it."""

    shop: Shop
    page: "Page"
    peer: TwilioPeer


@pytest.fixture
def opened(settings: Settings, twilio: TwilioPeer) -> Iterator[Opened]:
    shop = open_shop(with_twilio(settings, twilio), understander=Scripted(SENTENCES))
    with lab_page(shop) as page:
        yield Opened(shop, page, twilio)
    shop.close()


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
