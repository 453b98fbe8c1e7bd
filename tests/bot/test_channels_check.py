"""`shopkeep channels check` and the start of `shopkeep serve`, each in a process of its own before vendors on loopback:
what is missing and where it is to be had, what is wrong, and what is set up."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.desk.slack.checking import SCOPES
from tests.builders import a_catalog
from tests.peers import slack, telegram, telegram_spec, twilio, twilio_spec
from tests.peers.telegram import TelegramPeer, telegram_peer
from tests.peers.twilio import TwilioPeer, twilio_peer

ROOT = Path(__file__).parents[2]
PUBLIC = "https://shop.example"


class Computer:
    """Somebody's machine with these settings and no others."""

    def __init__(self, folder: Path, given: Mapping[str, str]) -> None:
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "PYTHONPATH")}
        self._folder = folder
        self._settings = {
            **kept, "PYTHONPATH": str(ROOT), "DATABASE_URL": f"sqlite:///{folder}/shop.db", "SHOPKEEP_PORT": "0",
            "SHOPKEEP_CATALOG": str(a_catalog(folder / "catalog.jsonl")), **given,
        }  # fmt: skip

    def checks(self, *flags: str) -> tuple[int, list[str]]:
        """The exit status of `channels check` and its lines, spaces put together."""
        verb = [sys.executable, "-m", "bot", "channels", "check", *flags]
        done = subprocess.run(verb, cwd=self._folder, env=self._settings, capture_output=True, text=True, timeout=120)
        assert "Traceback" not in done.stderr
        return done.returncode, [" ".join(line.split()) for line in done.stdout.splitlines()]

    def starts(self) -> list[str]:
        """What `serve` says until it is open."""
        verb = [sys.executable, "-m", "bot", "serve"]
        with subprocess.Popen(verb, cwd=self._folder, env=self._settings, stdout=subprocess.PIPE, text=True) as shop:
            assert shop.stdout is not None
            lines = list(iter(shop.stdout.readline, "Stop with Ctrl+C.\n"))
            shop.terminate()
        return [line.strip() for line in lines]


def on_telegram(peer: TelegramPeer, token: str = telegram.TOKEN) -> dict[str, str]:
    addresses = {"TELEGRAM_BASE_URL": f"{peer.url}/bot", "TELEGRAM_FILE_URL": f"{peer.url}/file/bot"}
    return {"TELEGRAM_BOT_TOKEN": token, **addresses}


def on_whatsapp(peer: TwilioPeer, token: str = twilio.TOKEN) -> dict[str, str]:
    account = {"TWILIO_ACCOUNT_SID": twilio.ACCOUNT, "TWILIO_AUTH_TOKEN": token, "TWILIO_WHATSAPP_FROM": twilio.NUMBER}
    return {**account, "TWILIO_BASE_URL": peer.url, "SHOPKEEP_PUBLIC_URL": PUBLIC}


@contextmanager
def a_slack(scopes: str, socket: str = "connections:write") -> Iterator[dict[str, str]]:
    """The settings of a desk in a Slack that gives the app and its app-level token these scopes."""
    with slack.slack_peer() as peer:
        peer.scopes, peer.app_scopes = scopes, socket
        yield {
            "SLACK_BOT_TOKEN": slack.TOKEN, "SLACK_SIGNING_SECRET": "secret", "SLACK_CHANNEL": slack.CHANNEL,
            "SLACK_STAFF": "U0ROBIN:Robin", "SLACK_BASE_URL": peer.base_url,
        }  # fmt: skip


def leads_to(peer: TelegramPeer) -> object:
    return peer.webhook.get("url")


def found(lines: list[str], begins: str) -> str:
    (line,) = [each for each in lines if each.startswith(begins)]
    return line


def test_with_nothing_set_each_channel_says_what_would_turn_it_on_and_all_is_well(tmp_path: Path) -> None:
    status, lines = Computer(tmp_path, {"SHOPKEEP_PUBLIC_URL": PUBLIC}).checks()
    assert status == 0
    assert lines == [
        "telegram off; TELEGRAM_BOT_TOKEN would turn it on",
        "slack off; SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET and SLACK_CHANNEL and SLACK_STAFF would turn it on",
        "whatsapp off; TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN and TWILIO_WHATSAPP_FROM would turn it on",
    ]


def test_what_is_half_set_up_is_named_with_where_to_get_the_rest(tmp_path: Path) -> None:
    status, lines = Computer(tmp_path, {"TWILIO_ACCOUNT_SID": twilio.ACCOUNT, "SLACK_CHANNEL": "C1"}).checks()
    assert status == 1
    assert "SLACK_SIGNING_SECRET (Basic Information of your app at api.slack.com)" in found(lines, "slack off, half")
    half = found(lines, "whatsapp off, half")
    assert "TWILIO_AUTH_TOKEN (https://console.twilio.com, Account Info)" in half
    assert "SHOPKEEP_PUBLIC_URL (the https address under which this machine is reached)" in half


@telegram_spec.needs_spec
def test_a_webhook_that_leads_elsewhere_is_told_and_then_set(tmp_path: Path) -> None:
    with telegram_peer() as peer:
        peer.webhook = {"url": "https://old.example/hook"}
        computer = Computer(tmp_path, {**on_telegram(peer), "SHOPKEEP_PUBLIC_URL": PUBLIC})
        status, lines = computer.checks("--dry-run")
        assert status == 1
        wrong = "WRONG telegram webhook: https://old.example/hook → would be set to https://shop.example/hooks/telegram"
        assert found(lines, "WRONG telegram webhook") == wrong
        assert leads_to(peer) == "https://old.example/hook" and peer.commands == {}
        assert computer.checks()[0] == 0
        assert leads_to(peer) == "https://shop.example/hooks/telegram" and peer.commands
        status, lines = computer.checks("--dry-run")
        assert (status, found(lines, "well telegram webhook")) == (0, f"well telegram webhook: {PUBLIC}/hooks/telegram")
        assert peer.refused == []


@telegram_spec.needs_spec
@twilio_spec.needs_spec
def test_wrong_keys_and_missing_permissions_are_told_with_where_to_mend_them(tmp_path: Path) -> None:
    few = SCOPES.replace("files:write, ", "")
    with telegram_peer() as bots, twilio_peer() as numbers, a_slack(few) as desk:
        given = on_telegram(bots, "1:wrong") | on_whatsapp(numbers, "wrong") | desk
        status, lines = Computer(tmp_path, given).checks("--dry-run")
    assert status == 1
    assert "@BotFather" in found(lines, "WRONG telegram token: Telegram does not know the token")
    assert "TWILIO_AUTH_TOKEN" in found(lines, "WRONG whatsapp account: Twilio answered 401")
    assert "install the app again" in found(lines, "WRONG slack scopes: files:write missing")
    assert found(lines, "well slack SLACK_CHANNEL") == "well slack SLACK_CHANNEL: the app is in desk"


@twilio_spec.needs_spec
def test_what_is_right_is_well_and_says_what_is_entered_by_hand(tmp_path: Path) -> None:
    with twilio_peer() as numbers, a_slack(SCOPES) as desk:
        numbers.approve("HX" + "1" * 32, "Delivered: {{titles}}. Enjoy!")
        numbers.contents["HX" + "1" * 32].name = "delivered/en"
        status, lines = Computer(tmp_path, on_whatsapp(numbers) | desk).checks()
    assert status == 0
    assert "https://shop.example/hooks/whatsapp#rc=5&rp=all" in found(lines, "well whatsapp webhook")
    assert found(lines, "well whatsapp templates") == "well whatsapp templates: 1 approved"
    assert found(lines, "well slack scopes") == "well slack scopes: all 10 given"


@pytest.mark.parametrize(
    ("token", "socket", "told"),
    [
        (slack.APP_TOKEN, "connections:write", "well slack SLACK_APP_TOKEN: opens a socket"),
        ("xapp-wrong", "connections:write", "WRONG slack SLACK_APP_TOKEN: Slack does not know this token"),
        (slack.TOKEN, "connections:write", "WRONG slack SLACK_APP_TOKEN: this is no app-level token"),
        (slack.APP_TOKEN, "authorizations:read", "WRONG slack SLACK_APP_TOKEN: the token lacks the scope"),
    ],
)
@twilio_spec.needs_spec
def test_the_app_level_token_is_tried_and_a_wrong_one_told_with_where_to_get_it(
    tmp_path: Path, token: str, socket: str, told: str
) -> None:
    with a_slack(SCOPES, socket) as desk:
        status, lines = Computer(tmp_path, desk | {"SLACK_APP_TOKEN": token}).checks("--dry-run")
    well = told.startswith("well")
    assert status == (0 if well else 1)
    line = found(lines, told)
    assert well or line.endswith(
        "Basic Information at api.slack.com, App-Level Tokens: generate one (xapp-…) with the scope connections:write"
    )
    assert not any(token in each for each in lines)


@twilio_spec.needs_spec
def test_a_slack_that_cannot_reach_the_shop_is_told_both_ways_to_mend_it(tmp_path: Path) -> None:
    with a_slack(SCOPES) as desk:
        status, lines = Computer(tmp_path, desk).checks()
        assert status == 1
        line = found(lines, "WRONG slack webhook: Slack has no way to reach the shop")
        assert "SLACK_APP_TOKEN" in line and "SHOPKEEP_PUBLIC_URL" in line
        status, lines = Computer(tmp_path, desk | {"SHOPKEEP_PUBLIC_URL": PUBLIC}).checks()
    assert status == 0
    assert found(lines, "well slack webhook: https://shop.example/hooks/slack →").endswith("with Socket Mode off")


@telegram_spec.needs_spec
def test_serve_says_at_its_start_what_is_on_and_what_is_missing(tmp_path: Path) -> None:
    with telegram_peer() as peer:
        given = {**on_telegram(peer), "SLACK_CHANNEL": "C1"}
        lines = Computer(tmp_path, given).starts()
    assert lines[0].startswith("The shop is open: http://localhost:")
    assert "telegram: on" in lines
    assert "SLACK_BOT_TOKEN (OAuth & Permissions of your app at api.slack.com)" in found(
        lines, "slack: off, half set up"
    )
    assert found(lines, "whatsapp: off; TWILIO_ACCOUNT_SID")


def test_the_manifest_in_the_readme_asks_for_what_the_check_looks_for() -> None:
    asked = [
        re.findall(r"^ +bot: \[(.+)\]$", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)
        for page in ("README.md", "docs/slack.md")
    ]
    assert asked == [[SCOPES], [SCOPES]]


def test_every_setting_the_readme_names_is_one() -> None:
    """What somebody new types from the page is what `.env.example` knows."""
    page, known = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", ".env.example"))
    section = page[page.index("## Telegram, WhatsApp and Slack") : page.index("## How it is built")]
    named = set(re.findall(r"`([A-Z]+_[A-Z_]+)=", section))
    assert len(named) >= 10 and {name for name in named if f"\n{name}=" not in known} == set()
