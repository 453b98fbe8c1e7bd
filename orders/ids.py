"""Typed identifiers that every room may use. A pure leaf: it imports nothing of ours."""

from typing import Final, NewType

ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters and digits that nobody confuses when reading a number or a code out."""

ShopperId = NewType("ShopperId", str)
"""One person, whatever channel they write on."""

ConversationId = NewType("ConversationId", str)
MessageId = NewType("MessageId", str)
"""One inbound message as stored: the source a profile fact points at."""

OrderId = NewType("OrderId", str)
"""What a shopper can read out: `SK-7F3KQ2`. Letters and digits that cannot be confused (no 0, O, 1, I)."""

LineId = NewType("LineId", str)
ParcelId = NewType("ParcelId", str)
RefundId = NewType("RefundId", str)
ClaimId = NewType("ClaimId", str)
Sku = NewType("Sku", str)
ProductId = NewType("ProductId", str)
SupplierId = NewType("SupplierId", str)
GiftCardId = NewType("GiftCardId", str)
"""A gift card's code, which is all that is needed to pay with it."""
