"""Settings in, a ready Shop out: the whole object graph on one screen."""

import os
import secrets
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from bot import beginning, learning, privacy, schema
from bot import store as bot_store
from bot.channels import open_to_shoppers
from bot.channels.base import Channel
from bot.claude import Helped, with_model
from bot.clock import Clock
from bot.desk.cases import Cases
from bot.lab.live import LiveTexts
from bot.linking import Linking, code_maker
from bot.mail import Mailer, Server, Smtp
from bot.mailbox import Mailbox
from bot.notebook import Notebook
from bot.opening import nothing_thrown_away
from bot.papers import paper_maker
from bot.post import Post
from bot.ready import goods_of
from bot.settings import Settings, SettingsError
from bot.shelf import Shelf, stock
from bot.shop import Shop as Shop
from bot.storage import Storage
from bot.worker import Worker
from dialogue import notices
from dialogue.conversation import Conversation
from dialogue.counter import Counter
from dialogue.engine import Engine
from dialogue.messages.courtesy import Disclosure
from dialogue.messages.handover import PersonCalledToDecide
from dialogue.override import Override
from dialogue.playbooks import access, plan_for
from dialogue.playbooks.courtesy import doubt
from dialogue.settle import Says
from dialogue.turn import Mind
from dialogue.understanding.base import Understander
from dialogue.understanding.grounding import ground
from dialogue.understanding.offline import Offline
from dialogue.wording import Wordings
from locales import Locales, Toml, load_locales
from locales.markets import Markets
from matching import store as catalog
from matching.bridge import Bridge
from matching.concepts import Concepts
from matching.encoder import transformers
from matching.encoder.base import Encoder, EncoderError
from matching.encoder.static import load_static
from matching.encoder.transformers import Prompts, TransformersEncoder
from matching.lexicon import Lexicon
from matching.matcher import Matcher
from matching.rank import VECTOR_WEIGHT
from orders import accounts, errands, service
from orders.account_actions import StockWish
from orders.carriers import CARRIERS
from orders.customers import Customer
from orders.errands import Errand, Outcome, Providers
from orders.gift_cards import GiftCard
from orders.ids import GiftCardId, ShopperId, Sku, SupplierId
from orders.payments import PAYMENTS
from orders.policy import Policy, standard
from orders.stock import Offer
from orders.suppliers import SUPPLIERS

Marks = Callable[[str], None]
"""Told of each point where a test may stop the process."""


def open_shop(
    settings: Settings,
    *,
    understander: Understander | None = None,
    clock: Clock | None = None,
    at: Marks = lambda point: None,
    locales: Locales | None = None,
    override: Override | None = None,
) -> Shop:
    """Build the shop: database brought up to date, catalog loaded, everything wired. Nothing runs yet.

    `locales` are the words it speaks with, those of `locales/` unless others are given; `override` goes before them,
    what was published in the lab unless another is given.
    """
    with nothing_thrown_away():
        return _open(settings, understander, clock, at, locales or load_locales(), override)


def _open(
    settings: Settings,
    understander: Understander | None,
    clock: Clock | None,
    at: Marks,
    locales: Locales,
    override: Override | None,
) -> Shop:
    policy = standard()
    with ThreadPoolExecutor() as side:
        # The encoder and how people speak are mostly files to unpack; the goods are brought in meanwhile.
        loading = side.submit(load_static)
        lexicon = lexicon_of(locales)
        reading = side.submit(
            lambda: understander or listening(locales, lexicon, loading.result(), settings.cache, [settings.locale])
        )
        storage = open_storage(settings, sells_demo=settings.catalog is None)
        outside = side.submit(providers_of, settings)
        stock_shelf(storage, settings, words_of_feeds(locales) if settings.catalog else lexicon)
        matcher = _matcher(settings, locales, loading.result())
        shelf, channels = Shelf(storage, matcher), dict[str, Channel]()
        shelf.fill()
    clock = clock or _clock_of(storage)
    wordings = Wordings(locales, Markets(locales.folder / "markets"), override or LiveTexts(storage))
    providers, heard = outside.result(), reading.result()
    helped = with_model(heard, settings, storage, wordings, matcher, clock)
    engine = _engine(settings, storage, clock, locales, matcher, policy, helped, channels, at)
    return Shop(
        settings=settings,
        locales=locales,
        lexicon=lexicon,
        finder=matcher,
        policy=policy,
        shelf=shelf,
        providers=providers,
        worker=_worker(settings, storage, clock, engine, matcher, wordings, providers, channels),
        ears=heard,
        learn=lambda: learning.make_ready(heard, settings, locales),
        helped=helped,
    )


def _matcher(settings: Settings, locales: Locales, shipped: Encoder) -> Matcher:
    encoder, weight = encoder_of_goods(settings, shipped)
    return Matcher(
        Concepts(locales["en"].terms),
        encoder,
        vector_weight=weight,
        folder=_beside(settings, "vectors"),
        bridge=Bridge(locales.vocabularies),
    )


def _worker(  # noqa: PLR0913 - the parts of the graph
    settings: Settings,
    storage: Storage,
    clock: Clock,
    engine: Engine,
    matcher: Matcher,
    wordings: Wordings,
    providers: Providers,
    channels: dict[str, Channel],
) -> Worker:
    return Worker(
        engine=engine,
        storage=storage,
        wordings=wordings,
        channels=channels,
        run_errand=_errand_runner(providers, clock),
        paper=paper_maker(storage, matcher, wordings, clock),
        chore=lambda chore: privacy.run(chore, storage),
        told=code_maker(storage, clock),
        clock=clock,
        owner=f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}",
        post=Post(
            storage=storage,
            mailer=mailer_of(settings, clock),
            wordings=wordings,
            policy=standard(),
            clock=clock,
            at=engine.at,
        ),
        lease_for=timedelta(seconds=settings.lease_seconds),
        at=engine.at,
    )


def listening(
    locales: Locales, lexicon: Lexicon, encoder: Encoder, cache: Path | None, codes: Iterable[str]
) -> Offline:
    """Offline understanding with these languages ready; the others are learned when they are first spoken."""
    offline = Offline(locales, lexicon, encoder, Notebook(cache) if cache else None)
    offline.warm(codes)
    return offline


def _clock_of(storage: Storage) -> Clock:
    """The clock as far as the demo has moved it on, so that a restart does not go back in time."""
    with storage.reads() as session:
        return Clock(bot_store.clock_ahead(session))


def open_storage(settings: Settings, *, sells_demo: bool = False) -> Storage:
    """The database alone, brought up to date: enough for jobs that need no shop. One that `sells_demo` may hold its
    goods from the beginning."""
    try:
        storage = Storage(settings.database_url)
        if sells_demo:
            beginning.begin(storage, settings.cache)
        schema.bring_up_to_date(storage)
    except (OSError, DBAPIError) as error:
        why = error.orig if isinstance(error, DBAPIError) else error
        raise SettingsError(f"the database cannot be opened (DATABASE_URL or --db): {why}") from error
    return storage


def lexicon_of(locales: Locales) -> Lexicon:
    """The words of every language there are words for, each read when a text may be in it. Catalogs come in more
    languages than the shop speaks, and so do shoppers."""
    return Lexicon(locales.vocabularies, known=_WordsSaid(locales.ways_of_talking))


def words_of_feeds(locales: Locales) -> Lexicon:
    """The same words for catalogs, where what people say is no evidence."""
    return Lexicon(locales.vocabularies)


class _WordsSaid(Mapping[str, tuple[str, ...]]):
    """The words of each language's phrases, which are no misspelt goods."""

    _PARTS = ("words", "say", "contractions")

    def __init__(self, phrases: Mapping[str, Toml]) -> None:
        self._phrases = phrases

    def __getitem__(self, code: str) -> tuple[str, ...]:
        toml = self._phrases[code]
        return tuple(_strings([toml.get(part, {}) for part in self._PARTS]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._phrases)

    def __len__(self) -> int:
        return len(self._phrases)


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        value = list(value.values())
    return [text for each in value for text in _strings(each)] if isinstance(value, list) else []


def stock_shelf(storage: Storage, settings: Settings, lexicon: Lexicon) -> None:
    """A shop that has no goods yet takes those of its catalog file, or the demo's."""
    with storage.reads() as session:
        if catalog.count_skus(session):
            return
    stock(storage, goods_of(settings.catalog, lexicon))


def providers_of(settings: Settings) -> Providers:
    """Those outside: payments, carriers, suppliers. The demo's keep their own books beside the database."""
    return Providers(
        payments=PAYMENTS["demo"](_beside(settings, "demo-payments.db")),
        carriers={name: build() for name, build in CARRIERS.items()},
        suppliers={
            SupplierId(name): build(_beside(settings, f"{name}-supplier.db")) for name, build in SUPPLIERS.items()
        },
    )


def mailer_of(settings: Settings, clock: Clock) -> Mailer:
    """Through the mail server of the settings; without one letters are kept beside the database."""
    if settings.mail_url is not None:
        return Smtp(Server.at(settings.mail_url.get_secret_value()), settings.mail_from)
    return Mailbox(mail_folder(settings), clock)


def mail_folder(settings: Settings) -> Path | None:
    """None where the database is in memory."""
    folder = _beside(settings, "mail")
    return folder or (None if settings.database_url.startswith("sqlite:") else Path("var/mail"))


def encoder_of_goods(settings: Settings, shipped: Encoder) -> tuple[Encoder, float]:
    """What goods are searched by, and its share beside their words. Raises SettingsError where ENCODER is no model."""
    if not settings.encoder:
        return shipped, VECTOR_WEIGHT
    prompts = Prompts(settings.encoder_query_prompt, settings.encoder_passage_prompt)
    chosen = TransformersEncoder(settings.encoder, prompts)
    try:
        chosen.encode_queries([])
    except EncoderError as error:
        raise SettingsError(f"ENCODER: {error}") from error
    return chosen, transformers.VECTOR_WEIGHT


def _beside(settings: Settings, name: str) -> Path | None:
    """A file beside the SQLite database; None where that is in memory or on a server."""
    url = settings.database_url
    file = url.removeprefix("sqlite:///") if url.startswith("sqlite:///") else ""
    return Path(file).with_name(f"{Path(file).stem}-{name}") if file and file != ":memory:" else None


def _engine(  # noqa: PLR0913 - the parts of the graph
    settings: Settings,
    storage: Storage,
    clock: Clock,
    locales: Locales,
    matcher: Matcher,
    policy: Policy,
    helped: Helped,
    channels: Mapping[str, Channel],
    at: Callable[[str], None],
) -> Engine:
    def counter(now: datetime) -> Counter:
        return Counter(
            finder=matcher,
            policy=policy,
            locales=locales.codes,
            now=now,
            new_token=lambda: secrets.token_hex(6),
            called=lambda kind, concept, locale: _called(locales, kind, concept, locale),
            cards_of=lambda shopper, also: _cards_of(storage, shopper, also),
            offers_of=lambda skus: _offers_of(storage, skus),
            sizing_of=matcher.sizing_of,
            wishes_of=lambda shopper: _wishes_of(storage, shopper, now),
            customer_of=lambda shopper: _customer_of(storage, shopper),
            channels=open_to_shoppers(settings).union(channels),
        )

    return Engine(
        storage=storage,
        mind=Mind(understander=helped.understander, ground=ground, plan_for=plan_for, doubt=doubt),
        says=Says(
            disclosure=lambda talk: Disclosure(),
            tell=lambda happened, order: notices.tell(happened, order, matcher.product_of),
            broken=lambda talk: PersonCalledToDecide(),
            access=access.teller(policy, matcher.product_of, clock),
        ),
        desk=Cases(),
        links=Linking(lambda: secrets.token_hex(8)),
        counter=counter,
        clock=clock,
        new_id=lambda: secrets.token_hex(8),
        home=lambda hint, talk: at_home(hint, talk, locales, policy, settings),
        author=helped.author,
        at=at,
    )


def _offers_of(storage: Storage, skus: Iterable[Sku]) -> Mapping[Sku, Offer]:
    with storage.reads() as session:
        return service.offers(session, skus)


def _cards_of(storage: Storage, shopper: ShopperId, also: GiftCardId | None) -> tuple[GiftCard, ...]:
    with storage.reads() as session:
        return service.gift_cards_of(session, shopper, also)


def _wishes_of(storage: Storage, shopper: ShopperId, now: datetime) -> tuple[StockWish, ...]:
    with storage.reads() as session:
        return accounts.wishes_of(session, shopper, now)


def _customer_of(storage: Storage, shopper: ShopperId) -> Customer | None:
    with storage.reads() as session:
        return accounts.customer_of(session, shopper)


def _called(locales: Locales, kind: str, concept: str, locale: str) -> tuple[str, ...]:
    known = locales.nearest(locale)
    found = locales[known].terms.get(kind, {}).get(concept) if known else None
    return found.words if found else ()


def at_home(hint: str | None, talk: Conversation, locales: Locales, policy: Policy, settings: Settings) -> Conversation:
    """Where a conversation begins: in the market of the hint's region, else the shop's, in the hint's language as that
    market writes it."""
    if talk.locale_chosen:
        return talk
    region = (hint or "").replace("-", "_").partition("_")[2].upper()
    market = region if region in policy.markets else settings.market
    locale = locales.nearest(hint if region else f"{hint}_{market}")
    return replace(talk, locale=locale or settings.locale, market=market)


def _errand_runner(providers: Providers, clock: Clock) -> Callable[[Errand], Outcome]:
    return lambda errand: errands.run(errand, providers, clock())
