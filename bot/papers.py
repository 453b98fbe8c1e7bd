"""Files that go along with a reply, made at the last moment: papers of an order, an export, what staff attached."""

from collections.abc import Callable

from bot import privacy
from bot.channels.base import SentFile
from bot.clock import Clock
from bot.storage import Storage
from dialogue import store
from dialogue.attached import content_of
from dialogue.messages.base import File
from dialogue.outbox_store import Reply
from dialogue.playbooks.cards import title_of_sku
from dialogue.receipts import paper, paper_word
from dialogue.wording import Wordings
from matching.matcher import Matcher
from orders import service
from orders.ids import OrderId


def paper_maker(
    storage: Storage, matcher: Matcher, wordings: Wordings, clock: Clock
) -> Callable[[File, Reply], SentFile]:
    """Makes a file in the language of the reply it goes with."""

    def make(file: File, reply: Reply) -> SentFile:
        if file.kind == "attached":
            return _attached(storage, file, reply)
        if file.kind == "export":
            with storage.reads() as session:
                name = paper_word("export_file", wordings.voice(reply.locale, reply.market))
                return SentFile(f"{name}.json", privacy.export(session, reply.shopper))
        with storage.reads() as session:
            order = service.find_order(session, reply.shopper, OrderId(file.subject), clock())
        if order is None:
            return SentFile(f"{file.kind}.txt", "")
        products = {line.sku: matcher.product_of(line.sku) for line in order.lines}
        titles = {str(sku): title_of_sku(product, sku) for sku, product in products.items() if product is not None}
        made = paper(file.kind, order, wordings.voice(reply.locale, reply.market), titles)
        return SentFile(made.name, made.text)

    return make


def _attached(storage: Storage, file: File, reply: Reply) -> SentFile:
    """What a member of staff sent along in this very conversation; `file.subject` is a message and a place in it."""
    message, _, place = file.subject.partition(".")
    with storage.reads() as session:
        found = store.inbound(session, reply.conversation, message)
    attachments = found.attachments if found is not None and found.staff else ()
    sent = attachments[int(place)] if place.isdecimal() and int(place) < len(attachments) else None
    content = content_of(sent) if sent is not None else None
    return SentFile(sent.name, content=content) if sent is not None and content else SentFile("file.txt")
