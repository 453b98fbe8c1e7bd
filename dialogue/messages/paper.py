"""The words on our papers: receipt, refund note, withdrawal receipt. Context `paper|<name>` in `replies.po`."""

from typing import Final

PAPER: Final[dict[str, tuple[str, str]]] = {
    # name: (English source, note)
    "receipt": ("Receipt", "Title of the paper."),
    "receipt_file": ("receipt", "The file's name, before the order number; lower case, no spaces or accents."),
    "refund_note": ("Refund note", "Title of the paper."),
    "refund_file": ("refund", "The file's name, before the order number; lower case, no spaces or accents."),
    "withdrawal_receipt": ("Receipt of your withdrawal", "Title of the paper."),
    "withdrawal_file": ("withdrawal", "The file's name, before the order number; lower case, no spaces or accents."),
    "order": ("Order", "Before the order number."),
    "date": ("Date", "Before the date of the order."),
    "ship_to": ("Delivery to", "Before the address."),
    "paid_with": ("Paid with", "Before the payment method."),
    "product": ("Item", "Heading of a column."),
    "quantity": ("Quantity", "Heading of a column."),
    "price": ("Price each", "Heading of a column."),
    "sum": ("Total", "Heading of a column."),
    "items": ("Items", "Line of the sum."),
    "shipping": ("Shipping", "Line of the sum."),
    "fee": ("Service fee (10 % of items and shipping)", "Line of the sum."),
    "tax_added": ("Tax", "Line of the sum where tax is added to the prices."),
    "tax_contained": ("Tax contained in the total", "Line below the sum where prices contain the tax."),
    "total": ("Total paid", "Line of the sum."),
    "refunded": ("Refunded so far", "Line below the sum."),
    "refund_state|asked": ("being reviewed", "State of a refund."),
    "refund_state|approved": ("on its way", "State of a refund."),
    "refund_state|paid_out": ("paid out", "State of a refund."),
    "refund_state|declined": ("declined", "State of a refund."),
    "received_at": ("Received on", "Before the moment a withdrawal was received."),
    "guarantees": (
        "Two guarantees: delivered, or your full money back; as described, or your full money back.",
        "Last line of a receipt.",
    ),
    "method|card": ("Card", "A way to pay."),
    "method|wallet": ("Wallet", "A way to pay (PayPal-like)."),
    "method|gift_card": ("Gift card", "A way to pay."),
}
