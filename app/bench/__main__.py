"""`make bench`: what the site costs with 10,000 documents, as a table.

Without a corpus the texts are made by shuffling the demo's own sentences (seeded), so that anybody can run it;
`make bench CORPUS=FILE` takes a JSON-lines file (plain or gzipped, field `text`) with real ones instead. `ENCODE=N` times
the encoding of the first N only and takes the vectors of the others from an earlier run, or encodes them once. `DERIVED=N`
adds so many more that are copies of these, with vectors at cosine 0.85 to 0.95 to theirs (seeded), for memory and start at
a size that nobody wants to encode for. Last come the pages and desks of a city of 10,000 needs, 2,000 pilots and 500
demonstrations, made as rows; `DESKS=1` measures these alone. `DIGESTS=100000` measures only the weekly mails of so many
people, with a fifth of that in needs and as many capabilities. `JINGHE_DATABASE_URL` names an empty PostgreSQL database
to measure with. Cold and warm figures stand apart. Measures and prints; it judges nothing.
"""

import argparse
import contextlib
import gzip
import itertools
import json
import os
import platform
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

import httpx2
import numpy as np
from sqlmodel import Session, col, func, select, update

from app.assembly import assemble
from app.bench.city import Size
from app.bench.crowds import crowds
from app.bench.desks import desks
from app.bench.digests import digests
from app.bench.readers import Crowd
from app.bench.served import Row, fetch, served, spread, times
from app.cli.serving import migrate_site
from app.core import jobs
from app.core.acting import Act
from app.core.actors import SYSTEM
from app.core.models import Job, JobState
from app.core.settings import Settings
from app.core.site import Site
from app.demo.loading import load_demo
from app.demo.reading import read
from app.indexing.actions import Encoded, Text, encode, write
from app.registry import make_worker
from matching import Encoder
from matching.bench import near
from matching.encoders import Matrix, adapted, load_plain
from matching.evaluate.cache import CachedEncoder
from matching.lexical import Terms
from suppliers.actions.writing import Origin, create_supplies
from suppliers.lifecycle import SupplyState
from suppliers.models import Supply, SupplyKind
from suppliers.values import SupplyValues

DOCUMENTS, QUERIES, ROUNDS, BATCH, CHUNK, WAITING = 10_000, 1_000, 40, 64, 1_000, 3_000
_BEHIND_SENTENCE = re.compile(r"(?<=[。！？])")
_RESIDENT = re.compile(r"VmRSS:\s+(\d+) kB")
_PROCESSOR = re.compile(r"model name\s*: (.+)")
PAGES = ("/", "/scenarios", "/scenarios?field=health", "/supplies", "/supplies?track=vertical_model", "/help")
SEARCHES = ("/scenarios?q={q}", "/supplies?q={q}", "/search?q={q}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, help="JSON lines with a field `text`, plain or gzipped")
    parser.add_argument("--documents", type=int, default=DOCUMENTS)
    parser.add_argument("--encode", type=int, help="time the encoding of so many; the others' vectors are kept")
    parser.add_argument("--derived", type=int, default=0, help="so many more, derived from the documents")
    parser.add_argument("--desks", action="store_true", help="measure only the pages and desks of a city")
    parser.add_argument("--digests", type=int, default=0, help="measure only a week's digests of so many people")
    parser.add_argument("--vectors", type=Path, default=Path("var/vectors"), help="where they are kept between runs")
    options = parser.parse_args()
    documents = list(itertools.islice(corpus(options.corpus), options.documents))
    # The table alone goes to standard output, not what the demo's people write to each other.
    with tempfile.TemporaryDirectory(prefix="jinghe-bench-") as folder, contextlib.redirect_stdout(sys.stderr):
        rows = measure(Path(folder), documents, options)
    source = options.corpus.name if options.corpus else "shuffled demo sentences (seed 7)"
    derived = f"; {options.derived:,} derived from them" if options.derived else ""
    print_table([("machine", machine()), ("documents", f"{len(documents):,}, {source}{derived}"), *rows])


def corpus(path: Path | None) -> Iterator[str]:
    """Texts of 60 to 2,000 characters, from a file or made of the demo's sentences."""
    if path is None:
        yield from shuffled()
        return
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            text = str(json.loads(line)["text"])
            if 60 <= len(text) <= 2000:
                yield text


def shuffled() -> Iterator[str]:
    """Endless texts of four to eight of the demo's sentences, in an order that the seed decides."""
    chance = random.Random(7)  # noqa: S311 - repeatable, not secret
    texts = [item["description"] for name in ("needs", "capabilities", "results") for item in read(name)]
    sentences = [s for text in texts for s in _BEHIND_SENTENCE.split(text) if len(s) > 12]
    while True:
        yield "".join(chance.sample(sentences, chance.randint(4, 8)))


def measure(folder: Path, documents: Sequence[str], options: argparse.Namespace) -> list[Row]:
    """Everything, from the cold model to the last page."""
    settings = Settings(_env_file=None, var=folder)
    rows: list[Row] = []
    with timed(rows, "prepare the model, first time (cold)"):
        load(settings)
    with timed(rows, "load the model, prepared (warm)"):
        plain = load(settings)
    encoder = adapted(plain)
    site = assemble(settings, encoder=lambda: encoder)
    migrate_site(site)
    with timed(rows, "load the demo (rows only)"):
        load_demo(site)
    if options.desks:
        return [*rows, *desks(site, Size())]
    if options.digests:
        return [*rows, *digests(site, encoder, Crowd(options.digests, options.digests // 5, options.digests))]
    make_worker(site).drain()
    texts, timed_ones = as_supplies(site, documents), options.encode or len(documents)
    rows += encoding(site, encoder, texts[:timed_ones])
    kept = adapted(CachedEncoder(plain, options.vectors))
    take_kept(site, kept, texts[timed_ones:])
    derive(site, kept, documents, options.derived)
    site.index.refresh()
    rows += searching(site, encoder, documents)
    rows += serving(site, documents)
    rows += desks(site, Size())
    site.database.close()
    return rows


def load(settings: Settings) -> Encoder:
    return load_plain(settings.encoder, settings.var / "models", settings.encoder_route, settings.encoder_threads)


def as_supplies(site: Site, documents: Sequence[str]) -> list[Text]:
    """The documents as listed supplies, not indexed yet."""
    with site.database.writing() as db:
        ids = listed(db, site, documents)
    return [
        Text("supply", number, "supply", text[:30], text, "zh", {}) for number, text in zip(ids, documents, strict=True)
    ]


def encoding(site: Site, encoder: Encoder, texts: Sequence[Text]) -> list[Row]:
    """Texts become index rows, in the batches that an import uses."""
    started, spent = time.perf_counter(), 0.0
    for first in range(0, len(texts), BATCH):
        before = time.perf_counter()
        encoded = encode(encoder, texts[first : first + BATCH])
        spent += time.perf_counter() - before
        with site.database.writing() as db:
            write(db, encoded, site.clock.now())
    whole = time.perf_counter() - started
    length = statistics.mean(len(text.text) for text in texts)
    return [
        (f"encode {len(texts):,} as query and passage, {length:.0f} characters", f"{len(texts) / spent:.1f} a second"),
        ("the same with words and rows written", f"{len(texts) / whole:.1f} a second"),
    ]


def take_kept(site: Site, encoder: Encoder, texts: Sequence[Text]) -> None:
    """Index texts whose vectors earlier runs kept, encoding what is missing; they are found and never seek."""
    for first in range(0, len(texts), CHUNK):
        some = texts[first : first + CHUNK]
        put(site, encoder, some, encoder.encode_documents([text.text for text in some]))


def derive(site: Site, encoder: Encoder, documents: Sequence[str], count: int) -> None:
    """List and index copies of the documents, in turn, with vectors near theirs."""
    generator = np.random.default_rng(0)
    for first in range(0, count, CHUNK):
        some = [documents[at % len(documents)] for at in range(first, min(first + CHUNK, count))]
        copies = as_supplies(site, [f"第 {first + at} 件。{text}" for at, text in enumerate(some)])
        put(site, encoder, copies, [near(rows, generator) for rows in encoder.encode_documents(some)])


def put(site: Site, encoder: Encoder, texts: Sequence[Text], windows: Sequence[Matrix]) -> None:
    rows = [
        Encoded(
            text,
            encoder.fingerprint,
            np.concatenate([found[:1], found]).astype("<f2").tobytes(),
            Terms.of(f"{text.title}\n{text.text}").to_bytes(),
        )
        for text, found in zip(texts, windows, strict=True)
    ]
    with site.database.writing() as db:
        write(db, rows, site.clock.now())


def listed(db: Session, site: Site, documents: Sequence[str]) -> list[int]:
    """The documents as supplies of the demo's firms, listed without the ceremony."""
    houses = list(db.exec(select(Supply.organisation_id).distinct()).all())
    now = site.clock.now()
    items = [
        (house, SupplyValues(SupplyKind.PRODUCT, name=text[:30], description=text), Origin())
        for house, text in zip(itertools.cycle(houses), documents, strict=False)
    ]
    ids = [row.id for row in create_supplies(Act(db, site, SYSTEM, now), items)]
    db.connection().execute(
        update(Supply).where(col(Supply.state) == SupplyState.DRAFT).values(state=SupplyState.LISTED, listed_at=now)
    )
    return ids


def searching(site: Site, encoder: Encoder, documents: Sequence[str]) -> list[Row]:
    """Distinct questions of 8 to 40 characters out of the texts; none is asked twice."""
    questions = distinct_questions(documents, 2 * QUERIES)
    encode_times = times(lambda q: encoder.encode_queries([q]), questions[:QUERIES])
    search_times = times(lambda q: site.index.search(q, ["supply", "result", "scenario"]), questions[QUERIES:])
    return [
        (f"encode a query ({QUERIES} distinct)", spread(encode_times)),
        (f"search by meaning, encoding included ({QUERIES} distinct)", spread(search_times)),
    ]


def distinct_questions(documents: Sequence[str], count: int) -> list[str]:
    chance = random.Random(11)  # noqa: S311 - repeatable, not secret
    found: dict[str, None] = {}
    while len(found) < count:
        text, length = chance.choice(documents), chance.randint(8, 40)
        start = chance.randint(0, max(0, len(text) - length))
        found[text[start : start + length].strip() or text[:length]] = None
    return list(found)


def serving(site: Site, documents: Sequence[str]) -> list[Row]:
    """The site as its own process, asked over HTTP by one visitor: in peace, then while its worker encodes."""
    with served(site) as running:
        rows = [(f"start ({name})", f"{seconds:.1f} s") for name, seconds in running.started.items()]
        questions = iter(distinct_questions(documents, 2 * ROUNDS * len(SEARCHES)))
        rows += pages(running.client, questions, "")
        rows += crowds(site, running.port)
        rows.append(("memory of the process", f"{resident(running.pid) / 1e6:.0f} MB"))
        keep_encoding(site, documents)
        rows += pages(running.client, questions, ", while the worker encodes")
        waiting = jobs_waiting(site)
        rows.append(("batches still to encode after that (0: the last rows were in peace)", str(waiting)))
        rows.append(("memory of the process, while it encodes", f"{resident(running.pid) / 1e6:.0f} MB"))
    return rows


def pages(client: httpx2.Client, questions: Iterator[str], when: str) -> list[Row]:
    """Every page in turn; no question is asked twice."""
    rows = [(f"page {path}{when}", spread(times(lambda p: fetch(client, p), [path] * ROUNDS))) for path in PAGES]
    for pattern in SEARCHES:
        asked = [pattern.format(q=quote(q)) for q in itertools.islice(questions, ROUNDS)]
        rows.append((f"page {pattern}{when}", spread(times(lambda p: fetch(client, p), asked))))
    return rows


def keep_encoding(site: Site, documents: Sequence[str]) -> None:
    """Work for the worker: changed copies of some documents, waiting as after an import."""
    with site.database.writing() as db:
        ids = listed(db, site, [f"修订：{text}" for text in documents[:WAITING]])
        jobs.enqueue_reindex_many(db, "supply", ids, site.clock.now())


def jobs_waiting(site: Site) -> int:
    with site.database.reading() as db:
        return db.exec(select(func.count()).select_from(Job).where(Job.state == JobState.QUEUED)).one()


@contextlib.contextmanager
def timed(rows: list[Row], name: str) -> Iterator[None]:
    before = time.perf_counter()
    yield
    rows.append((name, f"{time.perf_counter() - before:.1f} s"))


def resident(pid: int) -> int:
    """Bytes of memory that a process holds now."""
    found = _RESIDENT.search(Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    return int(found[1]) * 1024 if found else 0


def machine() -> str:
    model = _PROCESSOR.search(Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    return f"{model[1] if model else platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def print_table(rows: Sequence[Row]) -> None:
    """A Markdown table on standard output."""
    lines = ["| measured | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
