"""Puts one process's world together from its settings."""

from collections.abc import Callable, Sequence
from functools import partial

from jinja2 import Environment

from app.accounts import told
from app.core.blobs import BlobStore
from app.core.clock import Clock, SystemClock
from app.core.db import Database
from app.core.html import environment
from app.core.mail import Post
from app.core.sealing import Keyring
from app.core.senders import MailSender, sender_for
from app.core.settings import Settings
from app.core.site import Site, Words
from app.core.slices import Slice, Slices
from app.indexing.live import LiveIndex
from app.slices import SLICES
from app.vocabulary.queries import Vocabulary
from matching import Encoder, load_encoder


def templates_with(words: Words) -> Environment:
    """The templates, which say the trade's terms in these words."""
    return environment(filters={"term": words.label, "terms": words.labels}, options=words.options)


def assemble(
    settings: Settings,
    *,
    database: Database | None = None,
    clock: Clock | None = None,
    sender: MailSender | None = None,
    encoder: Callable[[], Encoder] | None = None,
    parts: Sequence[Slice] = SLICES,
    drawing: Callable[[Words], Environment] = templates_with,
) -> Site:
    """The world that `settings` describe; a test hands in what it wants to be otherwise."""
    clock = clock or SystemClock()
    settings.var.mkdir(parents=True, exist_ok=True)
    database = database or Database(settings.database, settings.pool_size)
    vocabulary = Vocabulary(database, clock)
    slices = Slices(parts)
    asking = partial(told.refusals, slices.rules, slices.ahead, slices.topics)
    templates = drawing(vocabulary)

    def load() -> Encoder:
        return load_encoder(settings.encoder, settings.var / "models", settings.encoder_route, settings.encoder_threads)

    return Site(
        settings=settings,
        clock=clock,
        database=database,
        templates=templates,
        post=Post(templates, settings, asking, slices.topics),
        sender=sender or sender_for(settings),
        blobs=BlobStore(settings.var / "files"),
        seals=Keyring(settings.seal_keys, make=not settings.production),
        index=LiveIndex(database, encoder or load),
        vocabulary=vocabulary,
        slices=slices,
    )
