"""A real browser against a real `shopkeep demo`: a purchase, a lost parcel, the guarantee, staff stepping in."""

import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium (apt-get install chromium)"),
]
playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright (pip install playwright)")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-quic",
)  # fmt: skip


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, str]]:
    """A running demo in an empty folder: its address, and the one-time links to the desk and the lab."""
    folder = tmp_path_factory.mktemp("demo")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    shop = Path(sys.executable).with_name("shopkeep")
    with subprocess.Popen(
        [shop, "demo"],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "SHOPKEEP_PORT": str(port)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(3)]
        _wait_until_it_answers(f"http://127.0.0.1:{port}/healthz")
        try:
            yield f"http://localhost:{port}", lines[1].split()[-1], lines[2].split()[-1]
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_until_it_answers(url: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url) as answer:
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{url} did not answer")


@pytest.fixture(scope="module")
def browser() -> Iterator["playwright.Browser"]:
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: "playwright.Browser", opened: tuple[str, str, str]) -> Iterator["playwright.Page"]:
    """A new shopper's browser, in English from Germany."""
    context = browser.new_context(locale="en-DE", viewport={"width": 1360, "height": 860})
    context.set_default_timeout(120_000)
    shopper = context.new_page()
    broken: list[str] = []
    shopper.on("pageerror", lambda error: broken.append(str(error)))
    shopper.goto(opened[0])
    shopper.wait_for_selector("#language option", state="attached")
    yield shopper
    context.close()
    assert broken == []


@pytest.fixture(scope="module")
def staff(browser: "playwright.Browser", opened: tuple[str, str, str]) -> "playwright.BrowserContext":
    """A browser that is signed in to the lab: its link works once."""
    context = browser.new_context(viewport={"width": 1360, "height": 860})
    context.set_default_timeout(120_000)
    entry = context.new_page()
    entry.goto(opened[2])
    entry.wait_for_selector("#texts")
    return context


@pytest.fixture
def lab(staff: "playwright.BrowserContext", opened: tuple[str, str, str]) -> Iterator["playwright.Page"]:
    """The lab, newly opened."""
    page = staff.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.goto(f"{opened[0]}/lab")
    page.wait_for_selector("#texts .case")
    yield page
    page.close()
    assert broken == []


def say(page: "playwright.Page", text: str) -> None:
    """Write, and wait for what is said next."""
    before = page.locator(".turn:not(.mine)").count()
    page.fill("#text", text)
    page.keyboard.press("Enter")
    page.wait_for_function("n => document.querySelectorAll('.turn:not(.mine)').length > n", arg=before)


def buy(page: "playwright.Page") -> None:
    say(page, "I need a rain jacket, size L, under 130 euros")
    page.wait_for_selector(".card img")
    page.locator(".card button.main").first.click()
    page.wait_for_function("() => document.querySelector('.turn:last-child').textContent.includes('postcode')")
    say(page, "Jana Vogt, Lindenweg 8, 53111 Bonn, Germany")
    page.locator(".choices button.legal").last.click()
    page.wait_for_selector(".order .badge:has-text('Being prepared')")


def test_a_lost_parcel_is_paid_back_by_itself(page: "playwright.Page") -> None:
    buy(page)
    page.click("[data-days='1']")
    page.wait_for_selector(".order .badge:has-text('On its way')")
    page.click("[data-event='lost']")
    page.wait_for_selector(".order .badge:has-text('Lost')")
    page.click("[data-days='7']")
    page.wait_for_selector(".order .badge:has-text('Refunded')")
    assert page.locator(".timeline li", has_text="Guarantee paid the full amount").count() == 1
    paid = page.locator(".sums dd.total").first.inner_text()
    assert paid in page.locator(".turn").last.inner_text()


def test_the_conversation_survives_a_reload(page: "playwright.Page") -> None:
    buy(page)
    before = page.locator(".turn").count()
    page.reload()
    page.wait_for_selector(".order")
    page.wait_for_function("n => document.querySelectorAll('.turn').length === n", arg=before)
    assert page.locator("a.file[download$='.html']").count() == 1


def test_staff_take_over_and_hand_back(
    page: "playwright.Page", browser: "playwright.Browser", opened: tuple[str, str, str]
) -> None:
    say(page, "let me talk to a human please")
    desk = browser.new_context().new_page()
    desk.goto(opened[1])
    desk.locator(".case").first.click()
    desk.click("#claim")
    page.wait_for_selector("text=Robin from our team is here")
    desk.fill("#text", "Hello, how can I help?")
    desk.wait_for_selector("#send:not([disabled])")
    desk.click("#send")
    page.wait_for_selector(".person:has-text('Hello, how can I help?')")
    desk.wait_for_selector(".person .bubble:has-text('Hello, how can I help?')")
    desk.wait_for_function(  # The page draws its bubbles anew with each message: one that was held is gone by then.
        "() => { const written = [...document.querySelectorAll('.person .bubble')].at(-1);"
        " return written && getComputedStyle(written).color === getComputedStyle(document.body).color }"
    )
    page.fill("#text", "can you hear me?")
    page.keyboard.press("Enter")
    desk.wait_for_selector(".shopper:has-text('can you hear me?')")
    assert desk.evaluate("() => log.scrollHeight - log.scrollTop - log.clientHeight") < 2
    desk.click("#hand-back")
    page.wait_for_selector("text=It's me again")
    say(page, "thanks")
    assert "welcome" in page.locator(".turn").last.inner_text()


def test_an_empty_chat_shows_what_to_say_and_understands_its_own_examples(page: "playwright.Page") -> None:
    page.wait_for_selector("#welcome:not([hidden])")
    page.locator("#welcome button").first.click()
    page.wait_for_selector(".card img")
    assert not page.locator("#welcome").is_visible()


def test_the_newest_message_stays_in_sight_when_several_come_at_once(page: "playwright.Page") -> None:
    page.set_viewport_size({"width": 390, "height": 600})
    say(page, "I need a rain jacket, size L, under 130 euros")
    page.locator(".choices button", has_text="Compare them").click()
    page.wait_for_selector(".turn:last-child .choices")
    page.wait_for_function("() => log.scrollHeight - log.scrollTop - log.clientHeight < 2")


def test_nothing_is_being_written_while_a_person_has_the_conversation(page: "playwright.Page") -> None:
    say(page, "let me talk to a human please")
    page.evaluate(
        "() => new MutationObserver(() => { window.typed ||= !typing.hidden })"
        ".observe(typing, {attributes: true, attributeFilter: ['hidden']})"
    )
    page.fill("#text", "hello?")
    page.keyboard.press("Enter")
    page.wait_for_function("() => window.typed && typing.hidden")


def test_the_desk_link_opens_once(browser: "playwright.Browser", opened: tuple[str, str, str]) -> None:
    stranger = browser.new_context().new_page()
    stranger.goto(opened[1])
    stranger.wait_for_selector("text=one-time link")


def test_the_page_works_by_keyboard_and_on_a_phone(
    page: "playwright.Page", browser: "playwright.Browser", opened: tuple[str, str, str]
) -> None:
    page.focus("#text")
    page.keyboard.type("hello")
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn:not(.mine)")
    assert page.locator("[role=log][aria-live=polite]").count() == 1
    phone = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-DE").new_page()
    phone.goto(opened[0])
    phone.wait_for_selector("#language option", state="attached")
    phone.click("#open-side")
    phone.wait_for_selector("#side.open")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_photo_can_be_sent(page: "playwright.Page", tmp_path: Path) -> None:
    picture = tmp_path / "broken.png"
    picture.write_bytes(bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"))
    page.set_input_files("#photo", str(picture))
    page.wait_for_selector("#attached:not([hidden])")
    say(page, "it arrived broken")
    assert page.locator(".mine img.sent").count() == 1


def test_a_marketer_rewords_what_a_german_shopper_reads_and_takes_it_back(
    page: "playwright.Page", lab: "playwright.Page"
) -> None:
    lab.fill("#find", "order_placed")
    lab.wait_for_selector("#found:has-text(' of ')")
    lab.locator("#texts .case", has=lab.locator("strong", has_text=re.compile("^order_placed$"))).click()
    text = lab.locator("#forms textarea")
    text.wait_for()
    mended = text.input_value().replace("Vielen Dank!", "Schön, dass Sie da sind!")
    text.fill(mended.replace("Sie da sind", "du da bist").replace("{total}", "129 €"))
    lab.wait_for_selector(".faults .blocks:has-text('breaks the formal address')")
    lab.wait_for_selector(".faults .blocks:has-text('{total}')")
    assert lab.locator("#publish").is_disabled()
    text.fill(mended)
    lab.wait_for_selector(".phone.telegram:has-text('Schön, dass Sie da sind!')")
    lab.wait_for_function("() => !document.querySelector('.faults .blocks')")
    for button, told in (("#save", "Saved as a draft"), ("#review", "Reviewed"), ("#publish", "Live")):
        lab.click(button)
        lab.wait_for_selector(f"#told:has-text('{told}')")
    page.select_option("#language", "de")
    page.wait_for_function("() => document.documentElement.lang === 'de'")
    say(page, "Ich suche eine Regenjacke in Größe L bis 130 Euro")
    page.locator(".card button.main").first.click()
    page.wait_for_function("() => /Postleitzahl|PLZ/.test(document.querySelector('.turn:last-child').textContent)")
    say(page, "Jana Vogt, Lindenweg 8, 53111 Bonn")
    page.locator(".choices button.legal").last.click()
    page.wait_for_selector(".bubble:has-text('Schön, dass Sie da sind! Bestellung SK-')")
    lab.click("#rollback")
    lab.wait_for_selector("#told:has-text('Rolled back')")
    say(page, "das Gleiche nochmal bitte")
    page.locator(".choices button.legal").last.click()
    page.wait_for_selector(".bubble:has-text('Vielen Dank! Bestellung SK-')")


def test_a_marketer_tries_the_shop_replays_a_conversation_and_goes_to_its_texts(lab: "playwright.Page") -> None:
    lab.click("#tab-try")
    lab.fill("#try-text", "Hallo")
    lab.keyboard.press("Enter")
    lab.locator(".try-step .key", has_text="Wo ist mein Paket?").click()
    lab.wait_for_selector(".try-mine:text-is('Wo ist mein Paket?')")
    lab.select_option("#try-channel", "telegram")
    lab.wait_for_selector(".try-log.telegram:has-text('Nothing has been said yet')")
    lab.fill("#try-find", "cancels before packing")
    lab.locator("#try-recorded button").first.click()
    lab.locator(".try-step .try-from", has_text="cancel").first.click()
    with lab.expect_response("**/lab/preview"):
        lab.locator("#try-texts a", has_text="cancel").first.click()
    assert "cancel" in lab.locator("#name").inner_text()
