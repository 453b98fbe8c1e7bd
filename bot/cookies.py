"""The cookies that our pages give: no script reads them, and what was given over https comes back over https alone."""

from typing import Final, Literal
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from bot.signin import DESK_COOKIE, DESK_SECONDS, SHOPPER_COOKIE, SHOPPER_SECONDS

_KINDS: Final[dict[str, tuple[int, Literal["lax", "strict"]]]] = {
    SHOPPER_COOKIE: (SHOPPER_SECONDS, "lax"),
    DESK_COOKIE: (DESK_SECONDS, "strict"),
}
"""How long each is good, and whether a link from another site brings it along (lax)."""


def give(answer: Response, request: Request, name: str, value: str, public_url: str) -> None:
    """`public_url` is the address by which the world reaches the shop: a proxy there may speak http with us."""
    seconds, same_site = _KINDS[name]
    answer.set_cookie(
        name, value, max_age=seconds, httponly=True, samesite=same_site, secure=_is_safe(request, public_url)
    )


def _is_safe(request: Request, public_url: str) -> bool:
    public = urlsplit(public_url)
    is_public = public.scheme == "https" and request.headers.get("host", "").lower() == public.netloc.lower()
    return is_public or request.url.scheme == "https"
