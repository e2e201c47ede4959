"""Answers as their two sides see them; contacts only where both have said yes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, true
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select, SelectOfScalar

from app.accounts.models import Organisation, Person
from app.accounts.policy import Viewer
from app.core.i18n import gettext as _
from app.core.listing import Page, address, page_number
from app.core.models import Declaration
from app.core.personal.declaring import declarations_of_many
from app.core.personal.standing import still_said
from app.core.site import Words
from scenarios.matches.labels import answer_tag, match_tag
from scenarios.matches.lifecycle import ANSWERABLE, RELEASED, UNDECIDED, UNDER_WAY, AnswerState, MatchState
from scenarios.matches.models import Answer, Introduction, Match
from scenarios.matches.policy import may_see_owner_contact, may_see_supplier_contact
from scenarios.matches.queries.introductions import (
    is_last_word,
    is_over,
    newest_answers,
    newest_introductions,
    told_state,
)
from scenarios.models import Scenario
from scenarios.timing import is_answerable
from suppliers.models import Supply
from suppliers.queries import public

Row = tuple[Match, Scenario, Supply, Organisation]
MOST = 200
"""Dealings on a list that has one page: whoever waits for the supplier first, then for the owner, then the newest."""
ANSWERS, SIZE = "/answers", 30
"""A supplier's list, and how many of it stand on a page."""


@dataclass(frozen=True)
class Contact:
    name: str
    phone: str
    email: str
    note: str = ""


@dataclass(frozen=True)
class Dealing:
    """One need and one supplier in touch, or about to be: an answer, an invitation or an introduction."""

    match: Match
    answer: Answer | None
    need: Scenario
    supply: Supply
    answerable: bool
    other: Organisation
    status: tuple[str, str]
    contact: Contact | None
    reason: str
    introduction: Introduction | None
    lapsed: bool
    declared: Sequence[Declaration] = ()
    """Why the answer, or a note beside it, may tell what it tells about people."""

    @property
    def open(self) -> bool:
        return self.answer is not None and self.answer.state is AnswerState.SENT


def dealings_of_need(
    db: Session, viewer: Viewer, need: Scenario, words: Words, now: datetime, match_id: int | None = None
) -> list[Dealing]:
    """The owner's list: what waits for her first, then the newest; with `match_id` that one alone."""
    rows = db.exec(_dealings(Supply.organisation_id, match_id).where(Match.scenario_id == need.id)).all()
    known = _known(db, rows, words, now)
    found = [known.dealing(row, _supplier_contact(viewer, row, known)) for row in rows]
    return sorted(found, key=lambda one: (not one.open, -(one.match.id)))


def introductions_for_owners(
    db: Session, organisation_ids: Sequence[int], words: Words, now: datetime
) -> list[Dealing]:
    """What curators have introduced to these owners and they have not answered, what ends first in front."""
    waiting = (MatchState.OFFERED, MatchState.INTERESTED_SUPPLIER)
    rows = db.exec(
        _dealings(Supply.organisation_id).where(
            col(Scenario.organisation_id).in_(organisation_ids), col(Match.state).in_(waiting)
        )
    ).all()
    known = _known(db, rows, words, now)
    found = [known.dealing(row, None) for row in rows]
    live = [(one.introduction.due_at, one) for one in found if one.introduction and not one.introduction.ended_at]
    return [one for _due, one in sorted(live, key=lambda pair: pair[0]) if not one.lapsed and not one.open]


def dealings_of_suppliers(
    db: Session,
    viewer: Viewer,
    organisation_ids: Sequence[int],
    words: Words,
    now: datetime,
    match_id: int | None = None,
) -> list[Dealing]:
    """The supplier's list: invitations first, then answers that wait, then the rest; with `match_id` that one alone."""
    return _of_suppliers(db, viewer, db.exec(hers(organisation_ids, match_id)).all(), words, now)


def page_of_suppliers(
    db: Session, viewer: Viewer, organisation_ids: Sequence[int], words: Words, now: datetime, page: str
) -> Page[Dealing]:
    """A page of the same list, which leaves out none."""
    query = hers(organisation_ids)
    total = db.exec(select(func.count()).select_from(query.limit(None).order_by(None).subquery())).one()
    number = page_number(page, total, SIZE)
    rows = db.exec(query.limit(SIZE).offset((number - 1) * SIZE)).all()
    items = _of_suppliers(db, viewer, rows, words, now)
    return Page(items, number, SIZE, total, lambda n: address(ANSWERS, [("page", n if n > 1 else "")]))


def first_of_suppliers(
    db: Session, viewer: Viewer, organisation_ids: Sequence[int], words: Words, now: datetime, most: int
) -> tuple[list[Dealing], list[Dealing], bool]:
    """So many of those who wait for the house, so many of the others, and whether there are more: no others are read."""
    query, invited = hers(organisation_ids), col(Match.state).in_(ANSWERABLE)
    asked, others = (db.exec(query.where(which).limit(most + 1)).all() for which in (invited, ~invited))
    found = _of_suppliers(db, viewer, [*asked[:most], *others[:most]], words, now)
    more = len(asked) > most or len(others) > most
    return [one for one in found if is_invited(one)], [one for one in found if not is_invited(one)], more


def hers(organisation_ids: Sequence[int], match_id: int | None = None) -> Select[Match, Scenario, Supply, Organisation]:
    """The rows of these suppliers."""
    return _dealings(Scenario.organisation_id, match_id).where(col(Supply.organisation_id).in_(organisation_ids))


def _of_suppliers(db: Session, viewer: Viewer, rows: Sequence[Row], words: Words, now: datetime) -> list[Dealing]:
    known = _known(db, rows, words, now)
    found = [known.dealing(row, _owner_contact(viewer, row, known)) for row in rows]
    return sorted(found, key=lambda one: (not is_invited(one), not one.open, -(one.match.id)))


def knows_supplier(db: Session, viewer: Viewer, supply_id: int) -> bool:
    """Whether some match has released the contact of this supply to the viewer, as the owner's side of it."""
    rows = db.exec(
        select(Match, Scenario)
        .join(Scenario, col(Scenario.id) == Match.scenario_id)
        .where(Match.supply_id == supply_id, col(Match.state).in_(RELEASED))
    ).all()
    return any(may_see_supplier_contact(viewer, need, match.state) for match, need in rows)


def is_invited(one: Dealing) -> bool:
    """Somebody waits for the supplier."""
    return one.match.state in {MatchState.OFFERED, MatchState.INTERESTED_OWNER}


def answered_before(db: Session, scenario_id: int, organisation_id: int) -> Answer | None:
    """The answer of a house that stands in the way of another one."""
    query = select(Answer).where(
        Answer.scenario_id == scenario_id,
        Answer.organisation_id == organisation_id,
        col(Answer.state).not_in([AnswerState.WITHDRAWN, AnswerState.LAPSED]),
    )
    return db.exec(query).first()


def invitations(db: Session, scenario_id: int, organisation_ids: Sequence[int]) -> Sequence[Match]:
    """The matches by which these houses are invited or introduced and have not answered, the newest word first."""
    query = _of_houses(scenario_id, organisation_ids).where(col(Match.state).in_(ANSWERABLE))
    return db.exec(query.order_by(col(Match.updated_at).desc(), col(Match.id))).all()


def waiting_invitations(db: Session, scenario_id: int, organisation_id: int) -> Sequence[Match]:
    """The matches by which this house will be invited, of which it knows nothing yet."""
    return db.exec(_of_houses(scenario_id, [organisation_id]).where(col(Match.invite_at).is_not(None))).all()


def _of_houses(scenario_id: int, organisation_ids: Sequence[int]) -> SelectOfScalar[Match]:
    return (
        select(Match)
        .join(Supply, col(Supply.id) == Match.supply_id)
        .where(Match.scenario_id == scenario_id, col(Supply.organisation_id).in_(organisation_ids))
    )


def own_supplies(db: Session, organisation_ids: Sequence[int]) -> Sequence[Supply]:
    """What these organisations may answer with: public capabilities and results, by name."""
    query = select(Supply).where(col(Supply.organisation_id).in_(organisation_ids), public())
    return db.exec(query.order_by(col(Supply.sort_key), col(Supply.id))).all()


def own_supply(db: Session, organisation_ids: Sequence[int], public_id: str) -> Supply | None:
    return next((one for one in own_supplies(db, organisation_ids) if one.public_id == public_id), None)


def answers_of_houses(db: Session, organisation_ids: Sequence[int], scenario_id: int) -> Answer | None:
    """The newest answer that one of these houses has given to a need."""
    query = select(Answer).where(
        Answer.scenario_id == scenario_id,
        col(Answer.organisation_id).in_(organisation_ids),
        Answer.state != AnswerState.WITHDRAWN,
    )
    return db.exec(query.order_by(col(Answer.id).desc()).limit(1)).first()


def _dealings(other: int, match_id: int | None = None) -> Select[Match, Scenario, Supply, Organisation]:
    """Rows with the organisation on the other side, which `other`, a column, names."""
    ends = (MatchState.DECLINED, MatchState.EXPIRED)
    return (
        select(Match, Scenario, Supply, Organisation)
        .join(Scenario, col(Scenario.id) == Match.scenario_id)
        .join(Supply, col(Supply.id) == Match.supply_id)
        .join(Organisation, col(Organisation.id) == other)
        .where(col(Match.state).in_([*UNDER_WAY, *ends]), col(Match.id) == match_id if match_id is not None else true())
        .order_by(
            case((col(Match.state).in_(ANSWERABLE), 0), (col(Match.state).in_(UNDECIDED), 1), else_=2),
            col(Match.id).desc(),
        )
        .limit(MOST)
    )


@dataclass(frozen=True)
class _Known:
    """What belongs to the rows of a list, read at once."""

    answers: dict[int, Answer]
    introductions: dict[int, Introduction]
    people: dict[int, Person]
    declared: Mapping[tuple[str, int], list[Declaration]]
    words: Words
    now: datetime

    def dealing(self, row: Row, contact: Contact | None) -> Dealing:
        match, need, supply, other = row
        answer, offer = self.answers.get(match.id), self.introductions.get(match.id)
        counts = answer is not None and is_last_word(match, offer, answer)
        reason = answer.reason if answer and counts else match.reason if match.state is MatchState.DECLINED else ""
        return Dealing(
            match=match,
            answer=answer,
            need=need,
            supply=supply,
            answerable=is_answerable(need, self.now),
            other=other,
            status=answer_tag(answer.state) if answer and counts else match_tag(told_state(match, offer, answer)),
            contact=contact,
            reason=self.words.label(reason, "not_now_reason") if reason else "",
            introduction=offer,
            lapsed=is_over(match, need, offer, answer, self.now),
            declared=self._declared(match, answer, offer),
        )

    def _declared(self, match: Match, answer: Answer | None, offer: Introduction | None) -> list[Declaration]:
        """For the texts that the other side reads, and no others."""
        mine = still_said(self.declared.get(("answer", answer.id), []), [answer.body, answer.reply]) if answer else []
        noted = [match.note] if match.state is MatchState.DECLINED else [offer.note] if offer else []
        return [*mine, *still_said(self.declared.get(("match", match.id), []), noted)]


def _known(db: Session, rows: Sequence[Row], words: Words, now: datetime) -> _Known:
    ids = [match.id for match, *_rest in rows]
    answers = newest_answers(db, ids)
    acted = {_acted_for_supplier(row, answers) for row in rows} | {_acted_for_owner(row) for row in rows}
    people = db.exec(select(Person).where(col(Person.id).in_([one for one in acted if one is not None]))).all()
    declared = {
        (kind, number): found
        for kind, numbers in (("answer", [one.id for one in answers.values()]), ("match", ids))
        for number, found in declarations_of_many(db, kind, numbers).items()
    }
    by_id = {person.id: person for person in people}
    return _Known(answers, newest_introductions(db, ids), by_id, declared, words, now)


def _acted_for_supplier(row: Row, answers: dict[int, Answer]) -> int | None:
    match, _need, supply, _house = row
    return answers[match.id].person_id if match.id in answers else supply.created_by


def _acted_for_owner(row: Row) -> int | None:
    _match, need, _supply, _house = row
    return need.holder_id or need.created_by


def _supplier_contact(viewer: Viewer, row: Row, known: _Known) -> Contact | None:
    match, need, supply, _house = row
    if not may_see_supplier_contact(viewer, need, match.state):
        return None
    stated = _contact(supply.contact_name, supply.contact_phone, supply.contact_email)
    return stated or _person(known, _acted_for_supplier(row, known.answers))


def _owner_contact(viewer: Viewer, row: Row, known: _Known) -> Contact | None:
    match, need, supply, _house = row
    if not may_see_owner_contact(viewer, match.state, supply.organisation_id):
        return None
    stated = _contact(need.contact_name, need.contact_phone, need.contact_email)
    return stated or _person(known, _acted_for_owner(row))


def _contact(name: str, phone: str, email: str) -> Contact | None:
    return Contact(name, phone, email) if name and (phone or email) else None


def _person(known: _Known, person_id: int | None) -> Contact | None:
    """Whoever acted for the house, when the record names nobody."""
    person = known.people.get(person_id) if person_id else None
    if person is None or person.deleted_at is not None:
        return None
    return Contact(person.name, person.phone, person.email, _("记录里没有留联系人，这是经办人的账户信息。"))
