"""How the lab's pages are asked: behind the desk's sign-in, JSON in and out, every refusal in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.bodies import BadRequest, body_of
from bot.lab.publish import LabError, NoSuchText, NotFit, SomebodyElse
from bot.signin import DESK_COOKIE, SignIn
from dialogue.inbound import storable
from locales.rules import Fault, Weight

Json = dict[str, object]
_STATUS: Final[Mapping[type[LabError], int]] = {NoSuchText: 404, SomebodyElse: 409, NotFit: 422}


@dataclass(frozen=True, slots=True)
class Doors:
    """Makes routes of functions that take what was asked and who asks. Every one answers 401 without a desk cookie, and
    runs in a worker thread."""

    signin: SignIn

    def asked(self, answer: Callable[[Mapping[str, str], str], Json]) -> Callable[[Request], object]:
        """A route that is read with GET; `answer` takes the query and who asks."""

        async def route(request: Request) -> Response:
            return await self._answered(request, partial(answer, dict(request.query_params)))

        return route

    def told(self, answer: Callable[[Mapping[str, object], str], Json]) -> Callable[[Request], object]:
        """A route that takes a JSON object."""

        async def route(request: Request) -> Response:
            try:
                body = await body_of(request)
            except BadRequest as bad:
                return JSONResponse({"error": str(bad)}, status_code=400)
            return await self._answered(request, partial(answer, body))

        return route

    async def _answered(self, request: Request, answer: Callable[[str], Json]) -> Response:
        staff = self.signin.staff(request.cookies.get(DESK_COOKIE))
        if staff is None:
            return JSONResponse({"error": "Sign in first."}, status_code=401)
        try:
            return JSONResponse(await run_in_threadpool(answer, staff))
        except LabError as error:
            told: Json = {"error": str(error)}
            if isinstance(error, NotFit):
                told["faults"] = [fault_shape(fault) for fault in error.faults]
            return JSONResponse(told, status_code=_STATUS.get(type(error), 400))


def fault_shape(fault: Fault) -> Json:
    return {"blocks": fault.weight is Weight.ERROR, "rule": fault.rule, "told": fault.told}


def text_in(body: Mapping[str, object], name: str) -> str:
    """A text of the body; raises NoSuchText without it."""
    value = body.get(name)
    if not isinstance(value, str):
        raise NoSuchText(f"{name} is missing.")
    return value


def forms_in(body: Mapping[str, object]) -> tuple[str, ...]:
    """The plural forms of a text, or its one; raises NoSuchText for anything else."""
    forms = body.get("forms")
    if not isinstance(forms, list) or not forms or not all(isinstance(form, str) for form in forms):
        raise NoSuchText("forms must be a list of texts.")
    return tuple(map(storable, forms))


def number_in(body: Mapping[str, object], name: str = "id") -> int:
    """A whole number of the body; raises NoSuchText without it."""
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise NoSuchText(f"{name} must be a number.")
    return value
