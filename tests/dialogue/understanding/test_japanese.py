"""Japanese: endings and spellings that mean the same, addresses, sums in ten thousands, sizes by the foot."""

from collections.abc import Mapping

import pytest

from dialogue.commands import AddressSaid
from dialogue.understanding.japanese_addresses import japanese_address
from dialogue.understanding.text import Spelling, clean
from matching.sizes import fits
from tests.dialogue.understanding.sentences import Sentence, hear

SPELLING = Spelling.of((), {}, {}, {"ています": "てる", "取り消": "取消", "くださ": "下さ"})


def test_runs_that_mean_the_same_are_read_as_the_shorter_one() -> None:
    assert SPELLING.words("届いています") == tuple("届いてる")
    assert [token.norm for token in SPELLING.tokens("荷物、届いています？")] == list("荷物届いてる")


def test_what_is_read_as_something_shorter_stands_where_it_was_written() -> None:
    tokens = SPELLING.tokens("取り消してください2個")
    assert [token.raw for token in tokens] == ["取", "り消", "し", "て", "く", "ださ", "い", "2", "個"]
    assert "".join(token.raw for token in tokens) == "取り消してください2個"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("こんばんはー", "こんばんは"),
        ("お願いしまーす！", "お願いします!"),
        ("ラー油", "ラー油"),
        ("2つ~3つ", "2つ~3つ"),
    ],
)
def test_the_end_of_what_is_said_may_be_drawn_out(typed: str, read: str) -> None:
    assert clean(typed) == read


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            ["山田太郎 〒060-0001 札幌市中央区北一条西2-5"],
            {"name": "山田太郎", "postcode": "060-0001", "city": "札幌市中央区", "line1": "北一条西2-5"},
        ),
        (["横浜市西区みなとみらい2-3-1", "220-0012"], {"city": "横浜市西区", "postcode": "220-0012"}),
        (["東京都渋谷区神南1-2-3 サンハイツ203"], {"region": "東京都", "city": "渋谷区", "line2": "サンハイツ203"}),
        (["大阪府大阪市北区梅田1丁目1番1号"], {"city": "大阪市北区", "line1": "梅田1丁目1番1号"}),
    ],
)
def test_an_address_of_japan(lines: list[str], told: Mapping[str, str]) -> None:
    found = japanese_address(lines, lambda piece: 2 if piece.startswith("山田") else 0)
    assert found is not None and found.country == "JP"
    assert {part: getattr(found, part) for part in told} == told


@pytest.mark.parametrize(
    "text", ["横浜市に3日で届きますか", "東京都渋谷区に送れますか", "090-1234-5678", "市販のカップ2-3個"]
)
def test_no_address_of_japan(text: str) -> None:
    assert japanese_address([text], lambda _: 0) in (None, AddressSaid())


def read(text: str, context: Mapping[str, object] | None = None, **slots: object) -> tuple[str, Mapping[str, object]]:
    found = hear(Sentence(text, "", slots=slots, context=context or {}), "ja")
    return found.intents[0], found.slots


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("2〜3万円のコート", {"budget_lower": "20000", "budget_upper": "30000", "budget_kind": "between"}),
        ("母の誕プレ探し中。予算5000円くらいでキャンドルとか", {"budget_kind": "around"}),
        ("24cmのパンプス 黒", {"size": "24 cm"}),
    ],
)
def test_sums_and_sizes(text: str, slots: Mapping[str, object]) -> None:
    intent, found = read(text, **slots)
    assert intent == "find_product"
    assert {name: value[0] if isinstance(value, tuple) else value for name, value in found.items()} == dict(slots)


def test_a_foot_of_24_centimetres_wears_38() -> None:
    assert fits("24 cm", "38", "shoes", "women") and not fits("24 cm", "41", "shoes", "women")


@pytest.mark.parametrize(
    ("text", "context", "intent"),
    [
        ("カードにまだ戻ってないよ", {"ordered": True}, "refund_status"),
        ("これ買う!", {"shown": 1}, "place_order"),
        ("クーリング・オフ制度を利用したいのですが", {"ordered": True}, "withdraw"),
        ("番地が抜けてたので直したい", {"ordered": True}, "change_address"),
        ("ボット無理。人間。今すぐ", {}, "talk_to_human"),
    ],
)
def test_ways_of_saying_it(text: str, context: Mapping[str, object], intent: str) -> None:
    assert read(text, context)[0] == intent


@pytest.mark.parametrize("text", ["注文しますか", "買いますかね", "注文しないでね"])
def test_a_question_with_its_particle_orders_nothing(text: str) -> None:
    _, slots = read(text, {"quote": True}, consent="")
    assert slots["consent"] != "order_words"


def test_what_is_put_right_counts() -> None:
    assert read("2個じゃなくて1個でお願いします", {"quote": True}, quantity=1)[1]["quantity"] == 1
    assert read("娘は7歳じゃなくて8歳です", facts=())[1]["facts"] == ["daughter household.age 8"]
    assert read("姉の名前は美咲といいます", facts=())[1]["facts"] == ["sister household.name 美咲"]


def test_an_order_is_meant_by_its_goods_where_it_shall_go_elsewhere() -> None:
    assert read("ブランケットは母の家に送ってほしい", {"ordered": True}, order="")[1]["order"] == "SK-7F3KQ2"
