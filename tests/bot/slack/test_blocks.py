"""A case's first message and windows stay within Slack's limits whatever a shopper wrote, and ping nobody."""

import json

from hypothesis import given
from hypothesis import strategies as st

from bot.desk.slack import blocks
from bot.desk.slack.blocks import CaseView, HomeCase, WaitingRefund
from tests.peers.slack import PING, _wrong_blocks

WORDS = st.text(alphabet="ab <>&!@#|\n*_`\u200b", max_size=4000)


def a_view(text: str, state: str) -> CaseView:
    return CaseView(
        thread=7,
        why="Complaint",
        shopper=text[:200] or "x",
        language="Writes English, buys in Germany",
        state=state,
        staff=text[:100],
        since="25 Nov 12:00 UTC",
        asked=(text,) * 6,
        tried=(text, text),
        refused=(text,),
        promised=(text,),
        open_money=text,
        refund=WaitingRefund("R1", "€240.00", text),
    )


@given(WORDS, st.sampled_from(["open", "claimed", "closed"]))
def test_a_case_is_shown_within_the_limits(text: str, state: str) -> None:
    shown = blocks.case_blocks(a_view(text, state))
    assert _wrong_blocks({"blocks": shown}) == ""
    assert len(json.dumps(shown)) < 40_000
    mrkdwn = [part for part in _texts(shown) if part["type"] == "mrkdwn"]
    assert not any(PING.search(str(part["text"])) for part in mrkdwn)


@given(WORDS)
def test_windows_and_the_home_are_within_the_limits(text: str) -> None:
    refund = WaitingRefund("R1", "€240.00", text)
    windows = [
        blocks.reply_window("7", text),
        blocks.decision_window(blocks.DECLINE, "7:R1", refund),
        blocks.ask_window("7"),
        blocks.home([HomeCase(text or "x", text, "2 h", "claimed", text, text)] * 90, listed=True),
    ]
    assert [_wrong_blocks({"view": window}) for window in windows] == [""] * 4


def _texts(part: object) -> list[dict[str, object]]:
    if isinstance(part, list):
        return [found for each in part for found in _texts(each)]
    if not isinstance(part, dict):
        return []
    own = [part] if part.get("type") in ("mrkdwn", "plain_text") else []
    return own + [found for each in part.values() for found in _texts(each)]
