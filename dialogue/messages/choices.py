"""Buttons that many Messages share: a yes bound to its token, a no, and what may be done with an order."""

from dialogue.messages.base import Button, Title


def yes_or_no(token: str, yes: str = "yes", no: str = "no") -> tuple[Button, ...]:
    """The two answers to a question that waits for a yes; `yes` and `no` are names of labels."""
    return (Button(id=f"confirm:{token}", label=yes), Button(id=f"deny:{token}", label=no))


def with_order(order: str, *verbs: str) -> tuple[Button, ...]:
    """What may be done with an order, one button for each verb ("track", "return"); the label has the verb's name."""
    return tuple(Button(id=f"order:{order}:{verb}", label=f"order_{verb}") for verb in verbs)


def answers(slot: str, *values: str) -> tuple[Button, ...]:
    """Fixed answers to a question about `slot`; the label is `<slot>_<value>`."""
    return tuple(Button(id=f"slot:{slot}:{value}", label=f"{slot}_{value}") for value in values)


def names(slot: str, options: tuple[tuple[str, Title], ...]) -> tuple[Button, ...]:
    """Goods as answers: each value with the title that stands on its button."""
    return tuple(Button(id=f"slot:{slot}:{value}"[:64], title=title) for value, title in options)


def money_or_goods(order: str) -> tuple[Button, ...]:
    """What may follow when goods never came: all the money, or a second parcel."""
    return (
        Button(id=f"order:{order}:lost_refund", label="solution_refund"),
        Button(id=f"order:{order}:lost_reship", label="solution_reship"),
    )


def kept(order: str) -> Button:
    """Under everything that says that goods are to be sent back: to keep them after all."""
    return Button(id=f"order:{order}:keep", label="keep_it")


def when_back(sku: str) -> Button:
    """Under everything that says a variant is sold out: to be told when it is there again."""
    return Button(id=f"watch:{sku}", label="tell_when_back")


def order_button(token: str, legal: bool) -> Button:
    """The yes to an order; with the market's own words where the law wants them."""
    return Button(id=f"confirm:{token}", legal="order_button") if legal else yes_or_no(token, yes="order_now")[0]


def not_now(token: str) -> Button:
    return yes_or_no(token, no="not_now")[1]


def of_quote(token: str, legal: bool) -> tuple[Button, ...]:
    """What may be done with an order that waits for its yes."""
    return (order_button(token, legal), *answers("quote", "change"), not_now(token))
