"""What a shopper needs, in the catalog's own vocabulary (concept ids of `terms.toml`)."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from orders.money import Money


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class BudgetKind(StrEnum):
    """How an amount was meant: "up to 130", "from 50", "around 80"."""

    UP_TO = "up_to"
    FROM = "from"
    AROUND = "around"
    BETWEEN = "between"


class Budget(_Said):
    """Price bounds in one currency; AROUND means within 20 % either side of `upper`. Bounds are inclusive."""

    kind: BudgetKind
    lower: Money | None = None
    upper: Money | None = None


class Dimension(StrEnum):
    WIDTH = "width"
    HEIGHT = "height"
    DEPTH = "depth"
    LENGTH = "length"
    DIAMETER = "diameter"


class Room(_Said):
    """A space it must fit: `dimension` at most `at_most_cm` (and at least `at_least_cm`), in centimetres."""

    dimension: Dimension
    at_most_cm: float | None = None
    at_least_cm: float | None = None


class Need(_Said):
    """One wanted thing. Every field but `text` is a hard constraint when set. `liked_*` only rank; styles, rooms and
    occasions are given up where nothing meets them together with all the rest.

    Concept ids come from `locales/en/terms.toml`. A product fits `colors` when it has any of them (or a shade of one),
    `materials` any, `features` all, and none of the `not_*`. `size` is written as said ("L", "42", "EU 39", "180x200").
    `shared` is what this and the other needs of the message may cost together: no condition of one of them.
    `needed_by` is the last day on which it may arrive, as promised in the market.
    `person` is who it is for ("wife", "son", "friend", "self" or None when unsaid); a need for another person never
    uses or changes the shopper's own sizes.
    """

    text: str = ""
    category: str | None = None
    not_categories: tuple[str, ...] = ()
    colors: tuple[str, ...] = ()
    not_colors: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    not_materials: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    not_features: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    not_patterns: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    occasions: tuple[str, ...] = ()
    audience: str | None = None
    age: int | None = Field(default=None, ge=0, le=120)
    size: str | None = None
    fits: tuple[Room, ...] = ()
    budget: Budget | None = None
    shared: Budget | None = None
    needed_by: date | None = None
    quantity: int = Field(default=1, ge=1, le=99)
    person: str | None = None
    gift: bool = False
    liked_colors: tuple[str, ...] = ()
    liked_materials: tuple[str, ...] = ()
    liked_styles: tuple[str, ...] = ()

    def is_vague(self) -> bool:
        """Nothing is known that could be searched by: no category and no words left to look for."""
        return self.category is None and not self.text.strip()
