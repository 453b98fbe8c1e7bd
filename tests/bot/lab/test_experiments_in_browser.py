"""Experiments in a real browser: the size told first, the picture while it runs, the winner made live."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.clock import StillClock
from bot.settings import Settings
from bot.wiring import open_shop
from tests.bot.lab.browsing import NEEDED, lab_page
from tests.bot.lab.trying import SHORT, WARM, Trying, both_read, version
from tests.builders import NOW
from tests.fakes import Scripted
from tests.sentences import SENTENCES

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = NEEDED


@dataclass
class Opened:
    """The lab open in a browser, and the text that is tried in it."""

    trying: Trying
    page: "Page"


@pytest.fixture
def opened(settings: Settings) -> Iterator[Opened]:
    shop = open_shop(settings, understander=Scripted(SENTENCES), clock=StillClock(NOW))
    with lab_page(shop) as page:
        page.select_option("#locale", "en")
        yield Opened(Trying(shop), page)
    shop.close()


def test_a_marketer_is_told_the_size_starts_sees_the_picture_and_makes_the_winner_live(opened: Opened) -> None:
    trying, page = opened.trying, opened.page
    page.click("#tab-experiments")
    page.wait_for_selector("#experiments-panel .empty:has-text('No text in this language is ready')")
    trying.reviewed(WARM), trying.reviewed(SHORT)
    page.reload()
    page.wait_for_selector("#experiments-panel .empty")
    page.select_option("#locale", "en")
    page.wait_for_selector("#trial-text")
    page.uncheck(f".trial-text:has-text('{SHORT}') input")
    page.fill("#trial-points", "10")
    page.wait_for_selector("#trial-size:has-text('1,338 shoppers – 669 for each of 2 texts')")
    page.wait_for_selector("#trial-size.long:has-text('Nobody has read this text lately')")
    page.click("#trial-start:not([disabled])")
    page.wait_for_selector("#experiments-panel .empty:has-text('The picture begins once fifty shoppers')")
    trial = int(re.findall(r"#experiments/(\d+)$", page.url)[0])
    for control, variant in ((28, 38), (29, 40), (32, 45), (30, 46)):
        both_read(trying, trial, 80, control, variant)
        trying.looks(after=timedelta(days=2))
    page.reload()
    page.wait_for_selector(".trial-picture polygon.band")
    row = page.locator("[data-arm='1']")
    assert row.locator("td").nth(3).inner_text().startswith("+15.6 (+")
    assert page.locator(".trial-picture polyline.line").count() == 1
    page.click("[data-choose='1']")
    page.wait_for_selector("[role=status]:has-text('Version 1 is live')")
    page.wait_for_selector(".trial-note:has-text('Anna made version 1 live: 15.6 points more take the next step.')")
    assert trying.lab.version(version(trying, trial) or 0).state == "live"


def test_what_stopped_by_itself_says_why_and_a_person_stops_the_rest(opened: Opened) -> None:
    trying, page = opened.trying, opened.page
    trial = trying.starts(WARM, SHORT, smallest=0.05)
    for arm in (0, 1, 2):
        readers = trying.shoppers(trial, arm, 200, arms=3)
        trying.reads(trial, arm, version(trying, trial, arm), readers, 80 - 3 * arm)
        for shopper in readers[: 45 if arm == 1 else 6]:
            trying.calls_a_person(shopper, timedelta(hours=1))
    trying.looks()
    page.goto(f"{page.url.split('#')[0]}#experiments/{trial}")
    page.goto(f"{page.url.split('#')[0]}#texts/greeting")
    page.click("#tried a")
    page.wait_for_selector("[data-arm='1'] .warned:has-text('Stopped by itself: more conversations go to a person.')")
    assert page.locator(".trial-arms thead").inner_text().count("went to a person") == 1
    page.click("#trial-stop")
    page.wait_for_selector(".trial-note:has-text('Anna stopped it.')")
    page.wait_for_selector("[role=status]:has-text('everybody reads what they did before')")
