"""A site whose curator has judged: needs and supply with stored vectors, and matches decided by a taste."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlmodel import Session, col, select

from app.core.finding import SCENARIO, SUPPLY
from app.core.site import Site
from app.indexing.actions import Text, encode, rows_for, write
from app.indexing.handlers import live
from app.indexing.models import LearnedCalibration
from matching import HashingEncoder
from matching.fusion import Signals, Weights, blended
from scenarios.lifecycle import ScenarioState
from scenarios.matches.lifecycle import MatchState
from scenarios.matches.models import Match
from scenarios.models import Scenario
from suppliers.lifecycle import SupplyState
from suppliers.models import Supply, SupplyKind
from tests.support import Cast

SUPPLIES = 24
PER_NEED = 10
WORDY = Weights(lexical=1.2, half=40.0, foreign=0.5)
Taste = Callable[[Signals, np.random.Generator], np.ndarray]


def weighing(weights: Weights) -> Taste:
    """A curator who goes by these weights."""
    return lambda signals, _generator: blended(signals, weights)


def dice(signals: Signals, generator: np.random.Generator) -> np.ndarray:
    """A curator who throws dice."""
    return generator.random(len(signals.dense))


def judged_site(site: Site, cast: Cast, taste: Taste, needs: int = 60, seed: int = 1) -> None:
    """Needs and supply of random words; of each need ten supplies are judged, four of them wanted."""
    generator = np.random.default_rng(seed)
    now = site.clock.now()
    with site.database.writing() as db:
        supplies = [_supply(db, cast, number, now) for number in range(SUPPLIES)]
        scenarios = [_need(db, cast, number, now) for number in range(needs)]
        texts = [_text(SUPPLY, "supply", key, generator) for key in supplies]
        texts += [_text(SCENARIO, "scenario", key, generator) for key in scenarios]
        write(db, encode(HashingEncoder(), texts), now)
    site.index.refresh()
    with site.database.writing() as db:
        rows = rows_for(db, SCENARIO, scenarios)
        for key in scenarios:
            some = generator.permutation(supplies)[:PER_NEED].tolist()
            there, signals = live(site).signals(rows[key], SUPPLY, some)
            liking = taste(signals, generator)
            for supply, wanted in zip(there, liking > np.quantile(liking, 0.6), strict=True):
                db.add(match(key, supply, now, wanted=bool(wanted)))


def match(scenario: int, supply: int, now: datetime, *, wanted: bool, **columns: Any) -> Match:
    state = MatchState.SHORTLISTED if wanted else MatchState.DISMISSED
    said: dict[str, Any] = {"state": state, "reason": "" if wanted else "wrong_field", "score": 50.0, **columns}
    return Match(scenario_id=scenario, supply_id=supply, created_at=now, updated_at=now, **said)


def _text(object_kind: str, kind: str, key: int, generator: np.random.Generator) -> Text:
    # Rare words next to common ones, texts of every length: so cosine and BM25 do not agree.
    words = generator.zipf(1.4, int(generator.integers(6, 60))) % 400
    said = " ".join(f"w{word}" for word in words)
    return Text(object_kind, key, kind, f"{kind} {key}", said, "en", {})


def _supply(db: Session, cast: Cast, number: int, now: datetime) -> int:
    row = Supply(
        kind=SupplyKind.PRODUCT,
        organisation_id=cast.firm,
        name=f"能力 {number}",
        state=SupplyState.LISTED,
        created_at=now,
        updated_at=now,
    )
    db.add(row)
    db.flush()
    return row.id


def _need(db: Session, cast: Cast, number: int, now: datetime) -> int:
    row = Scenario(
        # The hash of the public id decides what is frozen: fixed ones make the tests say the same each time.
        public_id=f"need{number:04d}",
        organisation_id=cast.hospital,
        title=f"需求 {number}",
        field="health" if number % 2 else "industry",
        state=ScenarioState.OPEN,
        opened_at=now,
        deadline=now + timedelta(days=30),
        submitted_at=now,
        created_at=now,
        updated_at=now,
    )
    db.add(row)
    db.flush()
    return row.id


def lessons(site: Site) -> list[LearnedCalibration]:
    with site.database.reading() as db:
        rows = list(db.exec(select(LearnedCalibration).order_by(col(LearnedCalibration.id))).all())
        db.expunge_all()
        return rows
