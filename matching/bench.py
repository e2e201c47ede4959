"""``python -m matching.bench``: search and fuse against raw FAISS, side by side in one run.

Documents are real ones of a suite whose vectors are cached (``--suite``), or made up with a seed.
Beyond those there are derived ones, said to be so: a vector at cosine 0.85 to 0.95 to a real one,
and four fifths of its terms. Queries are distinct, their vectors are computed before the clock
runs, and both sides use the same number of threads. Everything runs once to warm up.
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

from matching.encoders import HashingEncoder, adapted, load_plain
from matching.encoders.base import Matrix, normalised
from matching.entry import Entry
from matching.evaluate.cache import CachedEncoder
from matching.evaluate.run import task_entries
from matching.evaluate.suite import TASKS, load_task
from matching.lexical import Terms
from matching.matcher import Matcher

faiss: Any = typed_faiss  # its stubs want the C signatures

QUERIES = 1_000
DIMENSION = 384


@dataclass(frozen=True, slots=True)
class Pool:
    """Entries to copy from and queries to ask."""

    entries: list[Entry]
    queries: list[Entry]


def made_up(count: int, generator: np.random.Generator) -> Pool:
    """Texts of a thousand and more words that follow Zipf's law, and vectors in a hundred heaps."""
    heaps = generator.normal(size=(100, DIMENSION))
    vectors = normalised(heaps[generator.integers(0, 100, count)] + generator.normal(size=(count, DIMENSION)))
    words = generator.integers(1, 2**63, 30_000, dtype=np.uint64)
    sizes = generator.integers(20, 160, count)
    terms = [_counted(words[np.minimum(generator.zipf(1.3, size) - 1, 29_999)]) for size in sizes]
    entries = [_entry(at, vectors[at : at + 1], terms[at]) for at in range(count)]
    return Pool(entries, [_shortened(entry, generator) for entry in entries[:QUERIES]])


def real(suite: Path, cache: Path) -> Pool:
    """All documents of the labelled sets, and their queries."""
    encoder = adapted(CachedEncoder(load_plain("default", cache / "models"), cache / "vectors"))
    entries: list[Entry] = []
    asked: list[str] = []
    for name in TASKS:
        task = load_task(suite, "dev", name)
        entries += task_entries(task, encoder)
        asked += [query.text for query in task.queries[:100]]
    vectors = encoder.encode_queries(asked[:QUERIES])
    queries = [_entry(at, vectors[at : at + 1], Terms.of(text)) for at, text in enumerate(asked[:QUERIES])]
    return Pool(entries, queries)


def derived(pool: Pool, count: int, generator: np.random.Generator) -> list[Entry]:
    """``count`` entries: the pool's own first, then copies that differ a little."""
    entries = [_entry(at, entry.windows, entry.terms) for at, entry in enumerate(pool.entries[:count])]
    for at in range(len(entries), count):
        entry = pool.entries[at % len(pool.entries)]
        kept = generator.random(len(entry.terms.hashes)) < 0.8
        terms = Terms(entry.terms.hashes[kept], entry.terms.counts[kept])
        entries.append(_entry(at, _near(entry.windows[:1], generator), terms))
    return entries


def _near(vector: Matrix, generator: np.random.Generator) -> Matrix:
    """A vector at a cosine between 0.85 and 0.95."""
    noise = generator.normal(size=vector.shape)
    noise -= (noise @ vector.T) * vector
    cosine = generator.uniform(0.85, 0.95)
    return normalised(cosine * vector + np.sqrt(1 - cosine**2) * normalised(noise))


def _entry(number: int, windows: Matrix, terms: Terms) -> Entry:
    return Entry(number, "document", "zh", windows, windows[0], terms, {})


def _counted(words: np.ndarray) -> Terms:
    hashes, counts = np.unique(words, return_counts=True)
    return Terms(hashes, counts.astype(np.uint16))


def _shortened(entry: Entry, generator: np.random.Generator) -> Entry:
    some = np.sort(generator.permutation(len(entry.terms.hashes))[:12])
    return _entry(
        entry.id, _near(entry.windows[:1], generator), Terms(entry.terms.hashes[some], entry.terms.counts[some])
    )


def measure(search: Callable[[Entry], object], queries: Sequence[Entry]) -> dict[str, float]:
    """Milliseconds: median and 95th percentile, after one warm round."""
    for query in queries[:50]:
        search(query)
    times = []
    for query in queries:
        start = time.perf_counter()
        search(query)
        times.append(1000 * (time.perf_counter() - start))
    return {"p50": round(float(np.median(times)), 3), "p95": round(float(np.quantile(times, 0.95)), 3)}


def bench(pool: Pool, count: int, threads: int) -> dict[str, object]:
    """One size, both sides."""
    faiss.omp_set_num_threads(threads)
    entries = derived(pool, count, np.random.default_rng(count))
    flat = faiss.IndexFlatIP(DIMENSION)
    flat.add(np.concatenate([entry.windows for entry in entries]))
    raw = measure(lambda query: flat.search(query.query[None], 10), pool.queries)
    matcher = Matcher(HashingEncoder(DIMENSION))
    start = time.perf_counter()
    matcher.upsert(entries)
    seconds = time.perf_counter() - start
    ours = measure(lambda query: matcher.search_entry(query, limit=10), pool.queries)
    return {
        "documents": count,
        "derived": max(count - len(pool.entries), 0),
        "faiss": raw,
        "ours": ours,
        "ratio": round(ours["p50"] / raw["p50"], 2),
        "fill_seconds": round(seconds, 2),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one JSON value a size."""
    parser = argparse.ArgumentParser(prog="python -m matching.bench", description=__doc__)
    parser.add_argument("--documents", type=int, action="append", help="repeatable; default 10000 and 100000")
    parser.add_argument("--suite", type=Path, help="take real documents from here; default made up")
    parser.add_argument("--cache", type=Path, default=Path("var"))
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    pool = real(options.suite, options.cache) if options.suite else made_up(10_000, np.random.default_rng(0))
    for count in options.documents or [10_000, 100_000]:
        sys.stdout.write(json.dumps(bench(pool, count, options.threads)) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
