"""Twilio's signature, by the vectors of twilio-python's own tests (tests/unit/test_request_validator.py)."""

import pytest
from twilio.request_validator import RequestValidator

from bot.channels.connection import Knock
from bot.channels.whatsapp.form import NotAForm
from bot.channels.whatsapp.signature import FRAGMENT, form_of, is_signed

TOKEN = "12345"
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
BODY = b"CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309&To=%2B18005551212&Caller=%2B14158675309"
SIGNATURE = "RSOYDt4T1cUTdK1PDd93/VVr8B8="
HASHED = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
HASHED_BODY = b'{"property": "value", "boolean": true}'
HASHED_SIGNATURE = "a9nBmqA0ju/hNViExpshrM61xv4="


def signed(url: str, body: bytes, signature: str, token: str = TOKEN, **headers: str) -> bool:
    named = {"x-twilio-signature": signature, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return is_signed(Knock(named, body, url), form_of(body), token)


@pytest.mark.parametrize(
    ("url", "signature"),
    [
        (URL, SIGNATURE),
        (URL.replace(".com", ".com:443"), SIGNATURE),
        (URL.replace("https", "http"), "0ZXoZLH/DfblKGATFgpif+LLRf4="),
        (URL.replace("https", "http").replace(".com", ".com:80"), "0ZXoZLH/DfblKGATFgpif+LLRf4="),
    ],
)
def test_the_vendors_vectors_are_taken_with_and_without_a_port(url: str, signature: str) -> None:
    assert signed(url, BODY, signature)


def test_a_hash_in_the_address_stands_for_the_body_and_must_be_its() -> None:
    url = f"{URL}&bodySHA256={HASHED}"
    assert is_signed(Knock({"x-twilio-signature": HASHED_SIGNATURE}, HASHED_BODY, url), {}, TOKEN)
    assert not is_signed(Knock({"x-twilio-signature": HASHED_SIGNATURE}, HASHED_BODY + b" ", url), {}, TOKEN)


def test_it_may_be_signed_over_our_own_fragment_too() -> None:
    over = RequestValidator(TOKEN).compute_signature(URL + FRAGMENT, form_of(BODY))
    assert over != SIGNATURE
    assert signed(URL, BODY, over)


def test_sha256_is_taken_where_twilio_says_so_and_nothing_unknown() -> None:
    strong = RequestValidator(TOKEN).compute_signature(URL, form_of(BODY), "HMAC_SHA256")
    named = "key=k,algorithm=HMAC_SHA256"
    assert signed(URL, BODY, strong, x_twilio_webhooks_signature_settings=named)
    assert not signed(URL, BODY, strong)
    assert not signed(URL, BODY, SIGNATURE, x_twilio_webhooks_signature_settings="algorithm=NONE")


def test_every_value_of_a_repeated_field_is_signed_over() -> None:
    body = b"To=b&To=a&Blank="
    signature = RequestValidator(TOKEN).compute_signature(URL, form_of(body))
    assert signed(URL, body, signature)
    assert not signed(URL, b"To=a&Blank=", signature)
    assert not signed(URL, b"To=b&To=a", RequestValidator(TOKEN).compute_signature(URL, form_of(b"To=b&To=a&Bl=x")))


@pytest.mark.parametrize(
    ("url", "body", "signature", "token"),
    [
        (URL, BODY, "", TOKEN),
        (URL, BODY, "\u00e9", TOKEN),
        (URL, BODY, SIGNATURE[:-1], TOKEN),
        (URL, BODY, SIGNATURE, "54321"),
        (URL, BODY.replace(b"1234&", b"1235&"), SIGNATURE, TOKEN),
        (URL, BODY[:-1], SIGNATURE, TOKEN),
        (URL.replace("bar=2", "bar=3"), BODY, SIGNATURE, TOKEN),
        (URL.replace("mycompany", "another"), BODY, SIGNATURE, TOKEN),
        (URL.replace(".com", ".com:99999"), BODY, SIGNATURE, TOKEN),
    ],
)
def test_what_is_not_signed_by_this_key_over_this_address_and_body_is_refused(
    url: str, body: bytes, signature: str, token: str
) -> None:
    assert not signed(url, body, signature, token)


@pytest.mark.parametrize("body", [b"\xff\xfe", b"Body=%FF", b"&".join(b"a%d=1" % at for at in range(501))])
def test_what_is_no_form_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(NotAForm):
        form_of(body)


def test_a_field_is_as_every_database_can_store_it() -> None:
    assert form_of(b"Body=%00+hello%00+").one("Body") == "hello"
    assert form_of(b"").one("Body") == ""
