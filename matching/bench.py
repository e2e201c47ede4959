"""``python -m matching.bench``: search and fuse against raw FAISS and txtai's hybrid, side by side in one run.

Documents are drawn from a suite whose vectors are cached (``--suite``), or made up with a seed.
Beyond those there are derived ones, said to be so: a vector at cosine 0.85 to 0.95 to a real one,
and four fifths of its terms. Queries are distinct, their vectors are computed before the clock
runs, and all sides use the same number of threads. Everything runs once to warm up. txtai is
measured where it is installed (see ``matching.peers``), as it comes and looking at every vector.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss as typed_faiss
import numpy as np

from matching.encoders import HashingEncoder, adapted, load_encoder, load_plain, prepare_model
from matching.encoders.base import Matrix, normalised
from matching.encoders.tokens import read_tokens
from matching.entry import Entry
from matching.evaluate.cache import CachedEncoder
from matching.evaluate.run import task_entries
from matching.evaluate.suite import TASKS, Task, load_task
from matching.explain import Question, sentence_vectors
from matching.lexical import Terms
from matching.matcher import Matcher
from matching.peers import txtai_hybrid
from matching.plot import chart

faiss: Any = typed_faiss  # its stubs want the C signatures

QUERIES = 1_000
DRAWN = 10_000
SHORT, LONG, ENCODED = 28, 190, 300
"""Characters of a query and of a document, some 17 and 123 tokens, and how many documents are encoded."""
DIMENSION = 384


@dataclass(frozen=True, slots=True)
class Pool:
    """Entries to copy from and queries to ask; real ones with their texts, in the same order."""

    entries: list[Entry]
    queries: list[Entry]
    texts: Sequence[str] = ()
    asked: Sequence[str] = ()


def made_up(count: int, generator: np.random.Generator) -> Pool:
    """Texts of a thousand and more words that follow Zipf's law, and vectors in a hundred heaps."""
    heaps = generator.normal(size=(100, DIMENSION))
    vectors = normalised(heaps[generator.integers(0, 100, count)] + generator.normal(size=(count, DIMENSION)))
    words = generator.integers(1, 2**63, 30_000, dtype=np.uint64)
    sizes = generator.integers(20, 160, count)
    terms = [_counted(words[np.minimum(generator.zipf(1.3, size) - 1, 29_999)]) for size in sizes]
    entries = [_entry(at, vectors[at : at + 1], terms[at]) for at in range(count)]
    return Pool(entries, [_shortened(entry, generator) for entry in entries[:QUERIES]])


def real(suite: Path, cache: Path, count: int = DRAWN) -> Pool:
    """``count`` documents drawn from all labelled sets, and queries of each."""
    encoder = adapted(CachedEncoder(load_plain("default", cache / "models"), cache / "vectors"))
    tasks = [load_task(suite, "dev", name) for name in TASKS]
    found = [text for task in tasks for text in task.texts]
    order = np.random.default_rng(0).permutation(len(found))[:count].tolist()
    texts = [found[at] for at in order]
    entries = task_entries(Task("drawn", [str(at) for at in order], texts, []), encoder)
    share = -(-QUERIES // len(tasks))
    asked = list(dict.fromkeys(query.text for task in tasks for query in task.queries[:share]))[:QUERIES]
    vectors = encoder.encode_queries(asked)
    queries = [_entry(at, vectors[at : at + 1], Terms.of(text)) for at, text in enumerate(asked)]
    return Pool(entries, queries, texts, asked)


def derived(pool: Pool, count: int, generator: np.random.Generator) -> list[Entry]:
    """``count`` entries: the pool's own first, then copies that differ a little."""
    entries = [_entry(at, entry.windows, entry.terms) for at, entry in enumerate(pool.entries[:count])]
    for at in range(len(entries), count):
        entry = pool.entries[at % len(pool.entries)]
        kept = generator.random(len(entry.terms.hashes)) < 0.8
        terms = Terms(entry.terms.hashes[kept], entry.terms.counts[kept])
        entries.append(_entry(at, near(entry.windows[:1], generator), terms))
    return entries


def near(vectors: Matrix, generator: np.random.Generator) -> Matrix:
    """For each row a vector at a cosine between 0.85 and 0.95 to it."""
    noise = generator.normal(size=vectors.shape)
    noise -= (noise * vectors).sum(axis=1, keepdims=True) * vectors
    cosine = generator.uniform(0.85, 0.95)
    return normalised(cosine * vectors + np.sqrt(1 - cosine**2) * normalised(noise))


def _entry(number: int, windows: Matrix, terms: Terms) -> Entry:
    return Entry(number, "document", "zh", windows, windows[0], terms, {})


def _counted(words: np.ndarray) -> Terms:
    hashes, counts = np.unique(words, return_counts=True)
    return Terms(hashes, counts.astype(np.uint16))


def _shortened(entry: Entry, generator: np.random.Generator) -> Entry:
    some = np.sort(generator.permutation(len(entry.terms.hashes))[:12])
    return _entry(
        entry.id, near(entry.windows[:1], generator), Terms(entry.terms.hashes[some], entry.terms.counts[some])
    )


def measure(search: Callable[[Any], object], queries: Sequence[Entry] | Sequence[str]) -> dict[str, float]:
    """Milliseconds: median and 95th percentile, after one warm round."""
    for query in queries[:50]:
        search(query)
    times = []
    for query in queries:
        start = time.perf_counter()
        search(query)
        times.append(1000 * (time.perf_counter() - start))
    return {"p50": round(float(np.median(times)), 3), "p95": round(float(np.quantile(times, 0.95)), 3)}


class Kept(HashingEncoder):
    """Encodes each query once: explanations are timed with the query's sentences already encoded."""

    def __init__(self, dimension: int) -> None:
        super().__init__(dimension)
        self._kept: dict[str, Matrix] = {}

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        self._kept |= {text: super(Kept, self).encode_queries([text]) for text in texts if text not in self._kept}
        return np.concatenate([self._kept[text] for text in texts])


def explaining(pool: Pool, matcher: Matcher) -> dict[str, float] | None:
    """Milliseconds of ten explanations with kept sentence vectors; ``None`` where documents have no texts."""
    if not pool.texts:
        return None
    pages = {}
    for query, asked in zip(pool.queries, pool.asked, strict=True):
        answer = matcher.search_entry(query, limit=10)
        texts = [pool.texts[hit.id % len(pool.texts)] for hit in (*answer.hits, *answer.below)[:10]]
        pages[query.id] = asked, texts, [sentence_vectors(text, matcher.encoder) for text in texts]
        Question.of(asked, matcher.encoder)
    return measure(lambda query: matcher.reasons(*pages[query.id][:2], given=pages[query.id][2]), pool.queries)


def bench(pool: Pool, count: int, threads: int) -> dict[str, Any]:
    """One size, all sides."""
    faiss.omp_set_num_threads(threads)
    entries = derived(pool, count, np.random.default_rng(count))
    raw = _raw(entries, pool.queries)
    matcher = Matcher(Kept(DIMENSION))
    before, start = resident_mb(), time.perf_counter()
    matcher.upsert(entries)
    filled = {"fill_seconds": round(time.perf_counter() - start, 2), "index_mb": resident_mb() - before}
    ours = measure(lambda query: matcher.search_entry(query, limit=10), pool.queries)
    explained = explaining(pool, matcher)
    peers = {name: _peer(entries, pool.queries, exact=name == "txtai_exact") for name in ("txtai", "txtai_exact")}
    sides = {"faiss": raw, "ours": ours, "ten_explanations": explained, **peers}
    return {"documents": count, "derived": max(count - len(pool.entries), 0), **sides, **filled}


def _raw(entries: Sequence[Entry], queries: Sequence[Entry]) -> dict[str, float]:
    flat = faiss.IndexFlatIP(DIMENSION)
    flat.add(np.concatenate([entry.windows for entry in entries]))
    return measure(lambda query: flat.search(query.query[None], 10), queries)


def _peer(entries: Sequence[Entry], queries: Sequence[Entry], *, exact: bool) -> dict[str, float] | None:
    search = txtai_hybrid(entries, queries, exact=exact)
    return None if search is None else measure(search, queries)


def resident_mb() -> int:
    """Memory of this process that is not swapped out."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() >> 20


def encoding(pool: Pool, cache: Path, threads: int) -> dict[str, Any]:
    """Encoding apart: a query alone, documents in bulk, beside what matrix products alone would take; and a search
    from the words of a query to its answers."""
    model = prepare_model("default", cache / "models", "openvino", threads)
    assert model is not None
    encoder = load_encoder("default", cache / "models", "openvino", threads)
    queries = list(dict.fromkeys(text[:SHORT] for text in pool.asked))
    documents = [text[:LONG] for text in pool.texts if len(text) >= LONG][:ENCODED]
    encoder.encode_passages(documents[:16])
    start = time.perf_counter()
    encoder.encode_passages(documents)
    spent = time.perf_counter() - start
    matcher = Matcher(encoder)
    matcher.upsert(pool.entries)
    short, long = (
        float(np.mean([len(ids) for ids in read_tokens(model.folder).ids(some)])) for some in (queries, documents)
    )
    weights = (model.folder / "layers.bin").stat().st_size // 4  # each is multiplied once a token
    return {
        "query_tokens": round(short),
        "query": measure(lambda text: encoder.encode_queries([text]), queries),
        "search_from_words": measure(matcher.search, queries),
        "document_tokens": round(long),
        "documents_a_second": round(len(documents) / spent, 1),
        "matrix_products_alone": round(multiply_adds_a_second() / weights / long, 1),
    }


def multiply_adds_a_second() -> float:
    """What numpy reaches, on all cores, with products as the layers have them: 512 tokens, 384 by 1,536
    weights."""
    generator = np.random.default_rng(0)
    left, right = (generator.random(shape, np.float32) for shape in ((512, 384), (384, 1536)))
    out = left @ right
    start = time.perf_counter()
    for _ in range(300):
        np.matmul(left, right, out=out)
    return 300 * 512 * 384 * 1536 / (time.perf_counter() - start)


def drawn(rows: Sequence[dict[str, Any]]) -> str:
    """The medians as a chart."""
    names = {"ours": "matching", "faiss": "raw FAISS", "txtai": "txtai", "txtai_exact": "txtai, every vector"}
    groups = [
        (f"{row['documents']:,}", {label: row[name]["p50"] for name, label in names.items() if row[name]})
        for row in rows
    ]
    return chart("Search and fuse, median of 1,000 queries, by documents", groups)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one JSON value a size."""
    parser = argparse.ArgumentParser(prog="python -m matching.bench", description=__doc__)
    parser.add_argument("--documents", type=int, action="append", help="repeatable; default 10000 and 100000")
    parser.add_argument("--suite", type=Path, help="take real documents from here; default made up")
    parser.add_argument("--cache", type=Path, default=Path("var"))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--encode", action="store_true", help="time encoding too; needs --suite")
    parser.add_argument("--plot", type=Path, help="write the medians as SVG")
    options = parser.parse_args(arguments)
    if options.encode and not options.suite:
        parser.error("--encode takes its texts from --suite")
    pool = real(options.suite, options.cache) if options.suite else made_up(DRAWN, np.random.default_rng(0))
    rows = []
    for count in options.documents or [10_000, 100_000]:
        rows.append(bench(pool, count, options.threads))
        sys.stdout.write(json.dumps(rows[-1]) + "\n")
        sys.stdout.flush()
    if options.encode:
        sys.stdout.write(json.dumps(encoding(pool, options.cache, options.threads)) + "\n")
    if options.plot:
        options.plot.write_text(drawn(rows), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
