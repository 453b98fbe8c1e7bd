"""The lab as it is opened: signed in over HTTP, and in a real browser."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import uvicorn
from starlette.testclient import TestClient

from bot.channels.webchat import Hub
from bot.signin import SignIn
from bot.web import app
from bot.wiring import Shop

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NEEDED = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium (apt-get install chromium)"),
]


def signed_in(shop: Shop) -> TestClient:
    """Anna, with the lab's link."""
    signin = SignIn("secret of the tests")
    client = TestClient(app(shop, Hub(), signin))
    assert client.post(signin.desk_link("Anna") + "&to=lab").url.path == "/lab"
    return client


@contextmanager
def lab_page(shop: Shop) -> Iterator["Page"]:
    """The same in Chromium, while the shop is served; no script of the page's may fail."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright (pip install playwright)")
    signin, broken = SignIn("secret of the tests"), list[str]()
    server = uvicorn.Server(uvicorn.Config(app(shop, Hub(), signin), log_level="warning"))
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        while not server.started:
            time.sleep(0.02)
        with playwright.sync_playwright() as driver:
            chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            page = chromium.new_page(viewport={"width": 1360, "height": 900})
            page.set_default_timeout(60_000)
            page.on("pageerror", lambda error: broken.append(str(error)))
            page.goto(f"http://localhost:{door.getsockname()[1]}{signin.desk_link('Anna')}&to=lab")
            page.wait_for_selector("#texts .case")
            yield page
            chromium.close()
        server.should_exit = True
        thread.join(30)
    assert broken == []
