"""Whether a request is Twilio's own: X-Twilio-Signature over the public address and the form. No body is logged here.

https://www.twilio.com/docs/usage/security: the address in full and each field, sorted by name, under HMAC with the
account's auth token. There is no time in it: a request that was signed once stays signed, so copies are told apart by
MessageSid in the inbox.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import parse_qs, parse_qsl, urlparse, urlsplit

from twilio.request_validator import (
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    add_port,
    get_signature_algorithm,
    remove_port,
)

from bot.channels.connection import Knock
from bot.channels.whatsapp.form import Form, NotAForm

FRAGMENT: Final = "#rc=5&rp=all"
"""Stands behind the addresses that Twilio calls: try five times, also after a 5xx or a slow answer, which by default it
does not (https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides)."""
MOST_FIELDS: Final = 500


def form_of(body: bytes) -> Form:
    """Raises NotAForm."""
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise NotAForm("the body is not a form") from error
    form: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        form[name] = (*form.get(name, ()), value)
    return Form(form)


def is_signed(knock: Knock, form: Mapping[str, Sequence[str]], token: str) -> bool:
    """Over the public address with or without its port, with or without our fragment: which of them Twilio signs is not
    the same for all its services. A `bodySHA256` in the query must be that of the raw body, and then stands for it."""
    given = knock.headers.get(SIGNATURE_HEADER.lower(), "")
    if not given or not given.isascii():
        return False
    try:
        algorithm = get_signature_algorithm(knock.headers.get(SIGNATURE_SETTINGS_HEADER.lower(), ""))
        validator, signed_over = RequestValidator(token), _signed_over(knock, form)
        if signed_over is None:
            return False
        expected = [validator.compute_signature(url, signed_over, algorithm) for url in _addresses(knock.url)]
    except ValueError:
        return False
    return any(hmac.compare_digest(each, given) for each in expected)


def _signed_over(knock: Knock, form: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]] | None:
    """None when the body is not the one whose hash was signed with the address."""
    hashed = parse_qs(urlsplit(knock.url).query).get("bodySHA256")
    if hashed is None:
        return form
    return {} if hmac.compare_digest(hashlib.sha256(knock.body).hexdigest().encode(), hashed[0].encode()) else None


def _addresses(url: str) -> tuple[str, ...]:
    """Raises ValueError for an address whose port is none."""
    both = (url, url + FRAGMENT)
    return tuple(dict.fromkeys(written(urlparse(each)) for each in both for written in (remove_port, add_port)))
