"""One text as the index holds it: vectors, terms and facets, ready to be stored and loaded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching import text as texts_
from matching.encoders.base import Encoder, Matrix, Progress
from matching.lexical import Terms

Facets = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Source:
    """What an entry is made of.

    :param id: unique over all kinds
    :param kind: such as ``scenario``, ``supply``, ``result``
    :param facets: what may be filtered by: name to values
    :param names: what it is found by besides its title, such as whose it is and its code
    """

    id: int
    kind: str
    title: str
    text: str
    facets: Facets
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """An indexed text.

    ``windows`` are its vectors as something to be found, ``[1..8, dimension]``; ``query`` is its
    vector as something that seeks; ``terms`` are its words; of ``names`` the first is its title. The text itself stays
    with the owner.
    """

    id: int
    kind: str
    lang: str
    windows: Matrix
    query: npt.NDArray[np.float32]
    terms: Terms
    facets: Facets
    names: tuple[str, ...] = ()

    @classmethod
    def build(cls, encoder: Encoder, entry_id: int, kind: str, title: str, text: str, facets: Facets) -> "Entry":
        """Encode one text. For many, :func:`build_entries` batches."""
        return build_entries(encoder, [Source(entry_id, kind, title, text, facets)])[0]

    def vector_bytes(self) -> bytes:
        """The query's vector and the windows in half precision, row after row."""
        rows = np.concatenate([self.query[None], self.windows])
        return rows.astype("<f2").tobytes()

    def term_bytes(self) -> bytes:
        return self.terms.to_bytes()

    @classmethod
    def from_bytes(
        cls,
        entry_id: int,
        kind: str,
        lang: str,
        dimension: int,
        vectors: bytes,
        terms: bytes,
        facets: Facets,
        names: tuple[str, ...] = (),
    ) -> "Entry":
        """Load what :meth:`vector_bytes` and :meth:`term_bytes` stored; nothing is encoded.

        :raises ValueError: when the bytes do not fit the dimension
        """
        rows = np.frombuffer(vectors, "<f2").astype(np.float32)
        if len(rows) % dimension or len(rows) < 2 * dimension:
            raise ValueError(f"The stored vectors are not of dimension {dimension}.")
        rows = rows.reshape(-1, dimension)
        return cls(entry_id, kind, lang, rows[1:], rows[0], Terms.from_bytes(terms), facets, names)


def build_entries(encoder: Encoder, sources: Sequence[Source], progress: Progress | None = None) -> list[Entry]:
    """Encode many texts, batched by length; ``progress`` counts vectors."""
    whole = [full_text(source.title, source.text) for source in sources]
    windows = encoder.encode_documents(whole, progress)
    queries = encoder.encode_queries(whole)
    return [
        Entry(
            source.id,
            source.kind,
            texts_.language(text),
            vectors,
            query,
            Terms.of(text),
            source.facets,
            (source.title, *source.names),
        )
        for source, text, vectors, query in zip(sources, whole, windows, queries, strict=True)
    ]


def full_text(title: str, text: str) -> str:
    """Title and text as they are indexed together."""
    return "\n".join(part for part in (title.strip(), text.strip()) if part)
