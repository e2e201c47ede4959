"""Another engine's hybrid search over the same vectors and terms, for the benchmark only.

txtai is no dependency: ``pip install txtai`` into an environment of its own to fill its columns.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from matching.encoders.base import Matrix
from matching.encoders.quiet import keep_quiet
from matching.entry import Entry
from matching.lexical import Terms


def txtai_hybrid(
    entries: Sequence[Entry], queries: Sequence[Entry], *, exact: bool
) -> Callable[[Entry], object] | None:
    """Search by txtai's BM25 and vectors together; ``None`` where it is not installed.

    Terms are handed over as words between blanks. Vectors are looked up, never computed.

    :param exact: look at every vector, as its vector index does not by default above 5,000
    """
    keep_quiet()
    try:
        from txtai import Embeddings
    except ImportError:
        return None
    asked = {query.id: _words(query.terms) for query in queries}
    given = [_words(entry.terms) for entry in entries]
    vectors = {text: entry.windows[0] for text, entry in zip(given, entries, strict=True)}
    vectors |= {asked[query.id]: query.query for query in queries}

    def looked_up(texts: Sequence[str]) -> Matrix:
        return np.stack([vectors[text] for text in texts])

    index = Embeddings(_settings(looked_up, exact=exact))
    index.index((place, text, None) for place, text in enumerate(given))
    return lambda query: index.search(asked[query.id], 10)


def _settings(transform: Callable[[Sequence[str]], Matrix], *, exact: bool) -> dict[str, Any]:
    words = {"method": "bm25", "terms": True, "normalize": True, "tokenizer": {"whitespace": True}}
    vectors = {"faiss": {"components": "IDMap,Flat"}} if exact else {}
    return {"method": "external", "transform": transform, "scoring": words, **vectors}


def _words(terms: Terms) -> str:
    pairs = zip(terms.hashes.tolist(), terms.counts.tolist(), strict=True)
    return " ".join(f"t{term:x}" for term, count in pairs for _ in range(count))
