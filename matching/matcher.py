"""The one facade: put entries in, ask for answers."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeAlias

import numpy as np

from matching import text as texts_
from matching.answers import NOTHING, Answer, Hit, in_tiers
from matching.asking import Asked, Scope, foreign_to
from matching.calibrate import Calibration, Tier, calibration_for
from matching.dense import FaissIndex, Keys, Mask, VectorIndex
from matching.encoders.base import Encoder, Matrix
from matching.entry import Entry
from matching.explain import Explanation, Question, explain, without_each
from matching.facets import FacetTable
from matching.fusion import RIVAL, Signals, Values, Weights, blended, raw_at, standing, tenth
from matching.lexical import Heard, LexicalIndex, Outside, Terms, best
from matching.locks import ReadWriteLock
from matching.names import Names, folded
from matching.recent import Recent
from matching.titles import Titles

DEPTH = 128
KIND = "kind"
LANGUAGE = "language"
_NONE: Keys = np.zeros(0, np.int64)
UNSAID = 16
"""The length that a short question is taken to have none of whose words stands anywhere: it may mean nothing."""
TITLED = 64
"""Candidates whose titles are compared, the best by all else: to read those of all would take as long as the search."""

Filters: TypeAlias = Mapping[str, Collection[str]]


class Matcher:
    """Searches entries by meaning and by words. Many threads may read while one writes.

    :param encoder: encodes queries; entries must have been built with the same fingerprint
    :param calibration: floor and scale; by default the packaged one of the encoder's fingerprint. The
        attribute may be replaced at any time: each search uses one from its beginning to its end
    :param index: makes the empty vector index
    """

    def __init__(
        self,
        encoder: Encoder,
        calibration: Calibration | None = None,
        index: Callable[[int], VectorIndex] = FaissIndex,
    ) -> None:
        self.encoder = encoder
        self.calibration = calibration or calibration_for(encoder.fingerprint)
        self._lock = ReadWriteLock()
        self._vectors = index(encoder.dimension)
        self._words = LexicalIndex()
        self._titles = Titles()
        self._names = Names()
        self._read_as = Recent[str | None]()
        self._facets = FacetTable()
        self._key_of: dict[int, int] = {}
        self._ids: list[int] = []
        self._kinds: list[str] = []
        self._langs: list[str] = []

    def __len__(self) -> int:
        return len(self._key_of)

    def __contains__(self, entry_id: int) -> bool:
        return entry_id in self._key_of

    def upsert(self, entries: Iterable[Entry]) -> None:
        """Add entries, replacing those with the same id. Give many at once: it is far cheaper."""
        fresh = {entry.id: entry for entry in entries}
        if not fresh:
            return
        with self._lock.writing():
            self._forget(fresh)
            keys = [self._new_key(entry) for entry in fresh.values()]
            windows = [entry.windows for entry in fresh.values()]
            repeated = np.repeat(np.array(keys, np.int64), [len(rows) for rows in windows])
            self._vectors.add(repeated, np.concatenate(windows))
            self._words.add(keys, [entry.terms for entry in fresh.values()])

    def _new_key(self, entry: Entry) -> int:
        key = len(self._ids)
        self._ids.append(entry.id)
        self._kinds.append(entry.kind)
        self._langs.append(entry.lang)
        self._key_of[entry.id] = key
        self._put_facets(key, entry.facets)
        self._titles.add(entry.names[0] if entry.names else "")
        self._names.put(key, folded(entry.names))
        return key

    def remove(self, ids: Iterable[int]) -> None:
        """Take entries out; unknown ids are ignored."""
        with self._lock.writing():
            self._forget(ids)

    def _forget(self, ids: Iterable[int]) -> None:
        self._read_as.clear()
        keys = [self._key_of.pop(one) for one in ids if one in self._key_of]
        self._vectors.remove(keys)
        self._words.remove(keys)
        for key in keys:
            self._facets.drop(key)
            self._titles.drop(key)
            self._names.drop(key)

    def set_facets(self, entry_id: int, facets: Mapping[str, Collection[str]]) -> None:
        """Change what an entry is filtered by without touching its text; unknown ids are ignored."""
        with self._lock.writing():
            key = self._key_of.get(entry_id)
            if key is not None:
                self._put_facets(key, facets)

    def _put_facets(self, key: int, facets: Mapping[str, Collection[str]]) -> None:
        self._facets.put(key, {**facets, KIND: {self._kinds[key]}, LANGUAGE: {self._langs[key]}})

    def search(
        self,
        query: str,
        *,
        kinds: Collection[str] | None = None,
        filters: Filters | None = None,
        only: Collection[int] | None = None,
        exclude: Collection[int] = (),
        limit: int = 10,
    ) -> Answer:
        """The best entries for a text in words. Where nothing says it and nothing surely answers it, it is read as
        pinyin, initials or with a typing error, if that makes it a name.

        :param kinds: only these kinds
        :param filters: facet to values, any of the values, all of the facets
        :param only: only these ids
        :param exclude: not these ids
        :param limit: at most so many hits, and at most so many below the floor
        """
        if not any(character.isalnum() for character in query):
            return NOTHING
        found = partial(self._answer, kinds=kinds, filters=filters, only=only, exclude=exclude, limit=limit)
        asked = Asked.of(query, self.encoder)
        answer = found(asked)
        spelling = None if answer.sure else self._spelt(asked)
        if spelling is None:
            return answer
        again = found(Asked.of(spelling, self.encoder))
        return replace(again, read_as=spelling) if again.best > answer.best else answer

    def _spelt(self, asked: Asked) -> str | None:
        """The question with the words that nothing says as names spell them; ``None`` where no name has it so. Looked
        for once, whatever kinds and filters it is then asked of."""
        if not asked.short:
            return None
        with self._lock.reading():
            return self._read_as.answer(asked.said, lambda: self._respelt(asked.said))

    def _respelt(self, said: tuple[str, ...]) -> str | None:
        spelt = self._names.spelt(said, self._says)
        return None if spelt == said or not len(self._names.holding(spelt).keys) else " ".join(spelt)

    def _says(self, word: str) -> bool:
        return bool(len(self._words.holding(Terms.of(word))) or len(self._names.holding([word]).keys))

    def search_entry(
        self,
        entry: Entry,
        *,
        kinds: Collection[str] | None = None,
        filters: Filters | None = None,
        only: Collection[int] | None = None,
        exclude: Collection[int] = (),
        limit: int = 10,
    ) -> Answer:
        """The best other entries for an entry: needs for a supply, supply for a need. Encodes nothing."""
        return self._answer(Asked.by(entry), kinds, filters, only, {*exclude, entry.id}, limit)

    def reasons(
        self,
        query: str,
        documents: Sequence[str],
        *,
        given: Sequence[Matrix] | None = None,
        titles: Sequence[str] = (),
        most_pairs: int = 3,
        seeking: bool = False,
    ) -> list[Explanation]:
        """Why each of the documents answers ``query``, and what speaks against it: quick, for a page of matches.

        :param given: the documents' ``sentence_vectors`` where they were kept; then nothing but the query is encoded
        :param titles: of documents that come without: no quotes, but what may be denied
        :param seeking: the documents are needs, and the query is what is offered
        """
        question = Question.of(query, self.encoder)
        asked = Asked.with_vector(query, question.vectors[0])
        words = self._worth(asked)
        rows = [None] * len(documents) if given is None else given

        why = partial(explain, question, encoder=self.encoder, most_pairs=most_pairs, seeking=seeking)

        def explained(document: str, title: str, kept: Matrix | None) -> Explanation:
            worth, gain = partial(words, document), self._gain(asked.lang, document)
            return why(document=document, title=title, given=kept, words=worth, abroad=gain)

        headed = zip(documents, titles or [""] * len(documents), rows, strict=True)
        return [explained(document, title, kept) for document, title, kept in headed]

    def _gain(self, lang: str, document: str) -> float:
        """By what share the cosine of a document counts for more as an answer to a query in ``lang``."""
        foreign = foreign_to(lang, [texts_.language(document)])[0]
        return self.calibration.weights.abroad if foreign else 0.0

    def signals(self, entry: Entry, ids: Iterable[int]) -> tuple[list[int], Signals]:
        """What is known of ``ids`` as answers to ``entry``, which need not be indexed itself: for learning from labels.

        :return: those of ``ids`` that are indexed, and their signals in the same order
        """
        with self._lock.reading():
            there = [one for one in ids if one in self._key_of]
            asked = Asked.by(entry)
            keys = np.array(self._keys_of(there), np.int64)
            scope = self._scope({self._kinds[key] for key in keys.tolist()}, None, None, [entry.id])
            weights, words = self.calibration.weights, self._words.heard(asked.words, asked.parts)
            rival = self._rival(weights, asked, scope, words)
            return there, replace(self._signals(asked, keys, words, weights), rival=np.full(len(keys), rival))

    def explain(self, query: str, document: str, most_pairs: int = 3) -> Explanation:
        """Why ``document`` answers ``query``, each quoted sentence with its measured share.

        Judges the document again without each of its likeliest sentences, which costs an encoding
        each: for the worker, or for the one match somebody opened.
        """
        asked = Asked.of(query, self.encoder)
        lang = texts_.language(document)

        def score(texts: Sequence[str]) -> list[float]:
            return self._judged(asked, texts, lang)

        words = partial(self._worth(asked), document)
        floor = raw_at(self.calibration.floor_at(asked.length), self.calibration.weights)
        gain = self._gain(asked.lang, document)
        return explain(query, document, self.encoder, most_pairs, words=words, score=score, floor=floor, abroad=gain)

    def _worth(self, asked: Asked) -> Callable[[str, Sequence[Terms]], list[float]]:
        """What words add to a document's raw score, whole and without each sentence, see ``explain.Words``."""
        outside = self._outside(asked)

        def worth(document: str, sentences: Sequence[Terms]) -> list[float]:
            counts = without_each(np.stack([sentence.counts_of(asked.words) for sentence in sentences]))
            heard = outside.heard(counts, without_each(np.array([sentence.length for sentence in sentences])))
            signals = asked.signals(np.zeros(len(counts)), heard, [texts_.language(document)] * len(counts))
            return list(blended(signals, self.calibration.weights).tolist())

        return worth

    def _outside(self, asked: Asked) -> Outside:
        with self._lock.reading():
            return self._words.outside(asked.words, asked.parts)

    def raw_scores(self, query: str, texts: Sequence[str], lang: str | None = None) -> list[float]:
        """Raw scores of texts that need not be indexed, as :meth:`search` would give them without a title.

        :param lang: the language of all of them, where they are parts of one text; by default of each its own
        """
        return self._judged(Asked.of(query, self.encoder), texts, lang)

    def _judged(self, asked: Asked, texts: Sequence[str], lang: str | None) -> list[float]:
        windows = self.encoder.encode_documents(texts)
        dense = np.array([float((rows @ asked.vector).max()) for rows in windows])
        langs = [texts_.language(text) if lang is None else lang for text in texts]
        heard = self._outside(asked).texts([Terms.of(text) for text in texts])
        return list(blended(asked.signals(dense, heard, langs), self.calibration.weights).tolist())

    def _answer(
        self,
        asked: Asked,
        kinds: Collection[str] | None,
        filters: Filters | None,
        only: Collection[int] | None,
        exclude: Collection[int],
        limit: int,
    ) -> Answer:
        calibration = self.calibration  # a new one may be put in its place meanwhile
        with self._lock.reading():
            scope = self._scope(kinds, filters, only, exclude)
            return self._ranked(calibration, asked, scope, limit)

    def _scope(
        self,
        kinds: Collection[str] | None,
        filters: Filters | None,
        only: Collection[int] | None,
        exclude: Collection[int],
    ) -> Scope:
        wide = self._allowed(kinds, None, None)
        allowed = self._allowed(kinds, filters, only) if filters or only is not None else wide
        return Scope(wide, allowed, np.array(self._keys_of(exclude), np.int64))

    def _allowed(
        self,
        kinds: Collection[str] | None,
        filters: Filters | None,
        only: Collection[int] | None,
    ) -> Mask | None:
        size = len(self._ids)
        wanted = dict(filters or {}) | ({KIND: kinds} if kinds is not None else {})
        mask = self._facets.mask(wanted, size)
        if only is not None:
            chosen = np.zeros(size, np.bool_)
            chosen[self._keys_of(only)] = True
            mask = chosen if mask is None else mask & chosen
        return mask

    def _abroad(self, lang: str, allowed: Mask | None) -> Mask | None:
        """The allowed entries in another language than the query's; ``None`` where there are none at all."""
        given = self._facets.values(LANGUAGE)
        others = [other for other, is_foreign in zip(given, foreign_to(lang, given), strict=True) if is_foreign]
        if not others:
            return None
        mask = self._facets.mask({LANGUAGE: others}, len(self._ids))
        return mask if allowed is None or mask is None else mask & allowed

    def _keys_of(self, ids: Collection[int]) -> list[int]:
        return [self._key_of[one] for one in ids if one in self._key_of]

    def _ranked(self, calibration: Calibration, asked: Asked, scope: Scope, limit: int) -> Answer:
        words = self._words.heard(asked.words, asked.parts)
        held, named = self._held(asked, scope, words)
        keys = np.union1d(self._candidates(calibration.weights, asked, scope, words, limit), held)
        if not len(keys):
            return NOTHING
        signals = self._signals(asked, keys, words, calibration.weights)
        raw = blended(signals, calibration.weights)
        narrow = scope.allowed is not scope.wide
        rival = self._rival(calibration.weights, asked, scope, words) if narrow else tenth(raw)
        stands = standing(replace(signals, rival=np.full(len(keys), rival)), calibration.weights)
        floor = calibration.floor_at(asked.length if words.scores.any() else max(asked.length, UNSAID))
        opened = bool(stands.max() >= floor)
        # what was asked for by its own words is never below the floor
        for some, least in ((held, floor), (named, calibration.sure)):
            lifted = np.isin(keys, some)
            stands[lifted] = np.maximum(stands[lifted], least)
        order = np.lexsort((keys, -raw, -stands))
        sure, upper = in_tiers(stands, floor, calibration.sure, opened=opened)
        places = np.concatenate([order[: min(upper, limit)], order[upper : upper + limit]])
        scores = calibration.scores(stands[places].tolist())
        tiers = [Tier.SURE] * sure + [Tier.MAYBE] * (upper - sure)
        tiers = [*tiers[:limit], *[Tier.NEAREST] * limit][: len(places)]
        hits = self._hits(keys[places], tiers, scores, raw[places], signals.at(places))
        return Answer(hits[: min(upper, limit)], hits[min(upper, limit) :])

    def _held(self, asked: Asked, scope: Scope, words: Heard) -> tuple[Keys, Keys]:
        """The keys that hold a short question's words as they are, in a name or in the text, and those so called."""
        if not asked.said:
            return _NONE, _NONE
        names = self._names.holding(asked.said)
        held = np.union1d(self._words.holding(asked.terms), names.keys) if asked.short else names.whole
        if scope.allowed is not None:
            held = held[scope.allowed[held]]
        held = np.setdiff1d(held, scope.without, assume_unique=True)
        named = np.intersect1d(held, names.whole, assume_unique=True)
        return held[np.argsort(-words.scores[held], kind="stable")][:DEPTH], named[:DEPTH]

    def _rival(self, weights: Weights, asked: Asked, scope: Scope, words: Heard) -> float:
        """The raw score of the tenth best of the kinds, whatever else an answer must be."""
        keys = self._candidates(weights, asked, Scope(scope.wide, scope.wide, scope.without), words, RIVAL)
        return tenth(blended(self._signals(asked, keys, words, weights), weights))

    def _candidates(self, weights: Weights, asked: Asked, scope: Scope, words: Heard, limit: int) -> Keys:
        """Those that may be among the first ``limit``, by meaning and by words."""
        # a few keys to leave out are fetched and dropped: a mask would slow the whole search down
        depth = max(DEPTH, 2 * limit) + len(scope.without)
        near, _ = self._vectors.search(asked.vector, depth, scope.allowed)
        abroad = self._abroad(asked.lang, scope.allowed) if weights.abroad else None
        if abroad is not None:
            # what they gain comes after this search, in which the nearer home would leave them no place
            near = np.union1d(near, self._vectors.search(asked.vector, depth, abroad)[0])
        wordy, _ = best(words.scores, depth, scope.allowed)
        return np.setdiff1d(np.union1d(near, wordy), scope.without, assume_unique=True)

    def _signals(self, asked: Asked, keys: Keys, words: Heard, weights: Weights) -> Signals:
        """What is known of these keys; of the tenth best nothing yet."""
        langs = [self._langs[key] for key in keys.tolist()]
        signals = asked.signals(self._vectors.scores(asked.vector, keys), words.at(keys), langs)
        likely = np.argsort(-blended(signals, weights), kind="stable")[:TITLED]
        titles = np.zeros(len(keys))
        titles[likely] = self._titles.alike(asked.terms, keys[likely])
        return replace(signals, title=titles)

    def _hits(
        self, keys: Keys, tiers: list[Tier], scores: list[float], raw: Values, signals: Signals
    ) -> tuple[Hit, ...]:
        columns = (column.tolist() for column in (raw, signals.dense, signals.title, signals.foreign))
        places = zip(keys.tolist(), tiers, scores, *columns, strict=True)
        return tuple(Hit(self._ids[key], self._kinds[key], *figures) for key, *figures in places)
