"""The one place where bids are sealed and opened. Nothing else knows a key, and whoever opens one leaves a row.

Until the unsealing a bid opens for the houses that bid, and for the clock once the deadline and its grace are over.
After it, for those who judge: who that is, and which part of it each of them reads, `scenarios.panels` decides.
"""

from dataclasses import replace
from typing import Final

from sqlalchemy import update
from sqlmodel import Session, col, select

from app.core.acting import Act
from app.core.actors import SYSTEM
from app.core.db import writes
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.files import MOST_FILES, SentFile
from app.core.i18n import gettext as _
from app.core.ids import public_id
from app.core.sealing import new_data_key, seal, unseal
from app.core.upserts import insert_into
from scenarios.bids.contents import BidFile, Body
from scenarios.bids.lifecycle import OPENED, WRITABLE, BidState
from scenarios.bids.models import Bid, BidLook, BidParty, BidRevision, Purpose
from scenarios.bids.timing import is_due
from scenarios.models import Scenario

CHANGED_BY: Final = {Purpose.WRITE: WRITABLE, Purpose.CORRECT: frozenset({BidState.UNDER_CHECK})}


def new_bid(act: Act, need: Scenario, organisation_id: int) -> Bid:
    """An empty bid, sealed from the beginning."""
    number, key, body = public_id(), new_data_key(), Body()
    name, wrapped = act.site.seals.wrap(key, f"bid:{number}:key")
    bid = Bid(
        public_id=number,
        scenario_id=need.id,
        organisation_id=organisation_id,
        seal_key=name,
        wrapped=wrapped,
        body=seal(key, body.to_bytes(), f"bid:{number}:1"),
        demo=need.demo,
        created_by=act.actor.person_id,
        created_at=act.now,
    )
    act.db.add(bid)
    act.db.flush()
    return bid


def open_bid(act: Act, bid: Bid, purpose: Purpose) -> Body:
    """What has been typed so far. Raises `Forbidden` for anybody who must not know, `core.sealing.NoKey` and `Broken`."""
    return Body.of(unseal(_key(act, bid, purpose), bid.body, f"bid:{bid.public_id}:{bid.revision}"))


def open_submission(act: Act, bid: Bid, purpose: Purpose) -> bytes:
    """The text of the submission that counts, as it was sealed."""
    query = select(BidRevision).where(BidRevision.bid_id == bid.id, BidRevision.number == bid.sealed)
    row = act.db.exec(query).one()
    return unseal(_key(act, bid, purpose), row.body, f"bid:{bid.public_id}:submission:{row.number}")


def open_file(act: Act, bid: Bid, file_id: str, purpose: Purpose = Purpose.READ) -> tuple[BidFile, bytes]:
    """One attachment with its content. Raises `NotFound`."""
    file = open_bid(act, bid, purpose).file(file_id)
    path = act.site.blobs.sealed.path(file.blob) if file is not None else None
    if file is None or path is None or not path.exists():
        raise NotFound
    key = _key(act, bid, purpose)
    return file, unseal(key, path.read_bytes(), f"bid:{bid.public_id}:file:{file.id}")


def keep_body(act: Act, bid: Bid, body: Body, purpose: Purpose = Purpose.WRITE) -> None:
    """Seal what was changed in it. Raises `Conflict` where the bid has changed or is no longer to be changed."""
    following = bid.revision + 1
    sealed = seal(_key(act, bid, purpose), body.to_bytes(), f"bid:{bid.public_id}:{following}")
    act.db.flush()
    hit = act.db.connection().execute(
        update(Bid)
        .where(col(Bid.id) == bid.id, col(Bid.revision) == bid.revision, col(Bid.state).in_(CHANGED_BY[purpose]))
        .values(body=sealed, revision=following)
    )
    if hit.rowcount != 1:
        raise Conflict(_("应标书刚刚由同事改过或提交过，这次修改没有保存。请刷新页面查看。"))
    act.db.refresh(bid)


def keep_submission(act: Act, bid: Bid, text: bytes, row: BidRevision) -> None:
    """Seal the text of a submission as its row."""
    row.body = seal(_key(act, bid, Purpose.SUBMIT), text, f"bid:{bid.public_id}:submission:{row.number}")
    act.db.add(row)
    act.db.flush()


def add_file(act: Act, bid: Bid, body: Body, kind: str, sent: SentFile, purpose: Purpose) -> None:
    """Take in an attachment: its content lies sealed under the hash of its ciphertext, its name in the sealed body."""
    if sent.copy is None:
        raise Invalid(sent.refused)
    if len(body.files) >= MOST_FILES:
        raise Invalid(_("最多 {most} 个附件，请先删除不用的。").format(most=MOST_FILES))
    file_id, plain = public_id(), sent.copy.here.read_bytes()
    sealed = seal(_key(act, bid, purpose), plain, f"bid:{bid.public_id}:file:{file_id}")
    file = BidFile(
        file_id, kind, sent.name, sent.copy.seen, sent.copy.size, sent.copy.sha256, act.site.blobs.sealed.put(sealed)
    )
    body.files.append(replace(file, later=purpose is Purpose.CORRECT))
    keep_body(act, bid, body, purpose)


def _key(act: Act, bid: Bid, purpose: Purpose) -> bytes:
    """The bid's data key, for somebody who may know, and the row that says so."""
    if not _may_open(act, bid, purpose):
        raise Forbidden(_("应标书在拆封之前只有应标单位自己能打开。"))
    key = act.site.seals.unwrap(bid.seal_key, bid.wrapped, f"bid:{bid.public_id}:key")
    if writes(act.db):
        _note(act.db, act, bid, purpose)
    else:  # a page, which changes nothing, leaves its trace in a transaction of its own before anything is read
        with act.site.database.writing() as db:
            _note(db, act, bid, purpose)
    return key


def _may_open(act: Act, bid: Bid, purpose: Purpose) -> bool:
    if purpose is Purpose.JUDGE:
        return bid.number is not None and bid.state in OPENED
    if act.actor == SYSTEM:
        return purpose is Purpose.UNSEAL and is_due(act.db.get_one(Scenario, bid.scenario_id), act.now)
    house = act.actor.organisation_id
    wanted = BidParty.bid_id == bid.id, BidParty.organisation_id == house, col(BidParty.confirmed_at).is_not(None)
    return house is not None and act.db.exec(select(BidParty.id).where(*wanted)).first() is not None


def _note(db: Session, act: Act, bid: Bid, purpose: Purpose) -> None:
    """Once for each state of the text, person and purpose."""
    row = insert_into(db, BidLook).values(
        bid_id=bid.id,
        revision=bid.revision,
        person_id=act.actor.person_id,
        organisation_id=act.actor.organisation_id,
        purpose=purpose,
        at=act.now,
    )
    db.connection().execute(row.on_conflict_do_nothing(index_elements=["bid_id", "revision", "person_id", "purpose"]))
