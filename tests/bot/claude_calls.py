"""Random tool calls, as a model that has lost its mind would make them: of the right shape, or of none."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Final

from dialogue.understanding.claude_tools import Schema, Tool, tools
from dialogue.view import View

_WORDS: Final = ("it", "all", "refund", "SK-AAAAAA", "nowhere-M", "yes", "XXL", "pink", "jana@example.com", "", "💥")


class Calls:
    """Calls for one turn: values come from the turn, from the catalog's ids, and out of nowhere."""

    def __init__(self, random: Random, view: View, concepts: Sequence[str]) -> None:
        self._random = random
        skus = [str(variant.sku) for product in view.products for variant in product.variants]
        orders = [str(order.id) for order in view.orders]
        lines = [str(line.id) for order in view.orders for line in order.lines]
        self._strings = (*skus, *orders, *lines, *view.text.split(), *random.sample(concepts, 20), *_WORDS)

    def valid(self) -> tuple[tuple[str, object], ...]:
        """One to four calls whose arguments fit their schemas."""
        chosen = self._random.choices(tools(), k=self._random.randint(1, 4))
        return tuple((tool.name, self._object(tool.schema, tool)) for tool in chosen)

    def invalid(self) -> tuple[tuple[str, object], ...]:
        """One call of nothing that is offered, or with arguments that fit no schema or speak of what is not there."""
        tool = self._random.choice(tools())
        return self._random.choice(
            [
                (("confirm", {"consent": "button", "token": "t1"}),),
                (("staff_approve_refund", {"staff": "Robin"}),),
                (("run_sql", {"query": "delete from orders"}),),
                ((tool.name, {"refund": 500, "state": "paid"}),),
                ((tool.name, {"kind": "confirm"}),),
                ((tool.name, {"always": True}),),
                (("track_order", {"order": {"id": f"SK-{self._random.randrange(10**6):06}"}}),),
                (("cancel_order", {"order": {"id": f"SK-{self._random.randrange(10**6):06}"}}),),
                (("take_product", {"product": {"sku": f"made-up-{self._random.randrange(99)}"}}),),
                (("take_product", {"product": {"position": self._random.randint(50, 99)}}),),
                (("set_quantity", {"quantity": self._random.choice([-1, 10**9, "many"])}),),
                (("find_products", {"needs": [{"budget": self._random.choice(["1", 1, {"kind": "free"}])}]}),),
            ]
        )

    def _object(self, schema: Schema, tool: Tool) -> Mapping[str, object]:
        fields = schema.get("properties")
        needed = schema.get("required")
        if not isinstance(fields, dict) or not isinstance(needed, list | None):
            return {}
        wanted = [name for name in fields if name in (needed or ()) or self._random.random() < 0.5]
        return {name: self._value(fields[name], tool) for name in wanted}

    def _value(self, field: Schema, tool: Tool) -> object:
        if "$ref" in field:
            definitions = tool.schema["$defs"]
            assert isinstance(definitions, dict)
            return self._value(definitions[str(field["$ref"]).rpartition("/")[2]], tool)
        if isinstance(options := field.get("enum"), list):
            return self._random.choice(options)
        match field.get("type"):
            case "object":
                return self._money() if "minor" in str(field.get("properties")) else self._object(field, tool)
            case "array":
                items = field["items"]
                assert isinstance(items, dict)
                return [self._value(items, tool) for _ in range(self._random.randint(0, 2))]
            case "boolean":
                return self._random.random() < 0.5
            case "integer":
                return self._random.randint(1, 60)
            case "number":
                return self._random.choice([40, 80.5, 200])
        return "2026-12-01" if field.get("format") == "date" else self._random.choice(self._strings)

    def _money(self) -> object:
        return {"minor": self._random.choice([1, 100, 5000, 8900]), "currency": self._random.choice(["EUR", "JPY"])}
