"""Puts one process's world together from its settings."""

from collections.abc import Callable, Sequence
from functools import partial

from app.accounts import told
from app.core.blobs import BlobStore
from app.core.clock import Clock, SystemClock
from app.core.db import Database
from app.core.html import environment
from app.core.mail import Post
from app.core.sealing import Keyring
from app.core.senders import MailSender, sender_for
from app.core.settings import Settings
from app.core.site import Site
from app.core.slices import Slice, Slices
from app.indexing.live import LiveIndex
from app.slices import SLICES
from app.vocabulary.queries import Vocabulary
from matching import Encoder, load_encoder


def assemble(
    settings: Settings,
    *,
    database: Database | None = None,
    clock: Clock | None = None,
    sender: MailSender | None = None,
    encoder: Callable[[], Encoder] | None = None,
    parts: Sequence[Slice] = SLICES,
) -> Site:
    """The world that `settings` describe; a test hands in its own database, clock, mail sender, encoder and parts."""
    clock = clock or SystemClock()
    settings.var.mkdir(parents=True, exist_ok=True)
    database = database or Database(settings.database, settings.pool_size)
    vocabulary = Vocabulary(database, clock)
    slices = Slices(parts)
    templates = environment(
        filters={"term": vocabulary.label, "terms": vocabulary.labels},
        options=vocabulary.options,
    )

    def load() -> Encoder:
        return load_encoder(settings.encoder, settings.var / "models", settings.encoder_route, settings.encoder_threads)

    return Site(
        settings=settings,
        clock=clock,
        database=database,
        templates=templates,
        post=Post(templates, settings, partial(told.refusal, slices.rules, slices.topics), slices.topics),
        sender=sender or sender_for(settings),
        blobs=BlobStore(settings.var / "files"),
        seals=Keyring(settings.seal_keys, make=not settings.production),
        index=LiveIndex(database, encoder or load),
        vocabulary=vocabulary,
        slices=slices,
    )
