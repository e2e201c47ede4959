"""The agreement: written by both, printed, stamped by hand, scanned; one side hands the scan in, the other confirms it.

With it the things that must be ready are asked for, as the pilot's traits demand.
"""

from typing import Any

from app.core.acting import Act
from app.core.errors import Conflict, Invalid
from app.core.history import audit, move, revise
from app.core.i18n import gettext as _
from app.core.models import StoredFile
from app.vocabulary.queries import terms
from scenarios.pilots import occasions
from scenarios.pilots.actions.agreeing import agree
from scenarios.pilots.actions.stamping import printed
from scenarios.pilots.contents import AGREEMENT, agreement
from scenarios.pilots.guards import agreement_lacks, implied_traits, wanted_items
from scenarios.pilots.lifecycle import PILOT, PilotEvent, PilotState
from scenarios.pilots.models import PaperKind, ReadinessItem
from scenarios.pilots.queries.cases import Case
from scenarios.pilots.queries.papers import is_newest


def write(act: Act, case: Case, said: dict[str, Any]) -> None:
    """Keep what a section of the agreement says. A scan of another text is none any more."""
    if case.state is not PilotState.PLANNED:
        raise Conflict(_("协议已经签署，不能再改；延期请在“运行”里提出，由双方确认。"))
    if "traits" in said:
        said |= {"traits": sorted({*said["traits"], *implied_traits(case.need)})}
    before = agreement(case.agreement)
    case.agreement.sqlmodel_update(said)
    if agreement(case.agreement) != before:
        case.agreement.signed_file_id, case.agreement.signed_sha256 = None, ""
    case.pilot.updated_at = act.now
    act.db.add_all([case.agreement, case.pilot])
    act.db.flush()


def hand_in(act: Act, case: Case, scan: StoredFile, code: str) -> None:
    """The scan of the stamped paper with this check code is there; the side that brings it has thereby signed. Raises
    `Invalid` while the agreement lacks something, and for a paper that says something else."""
    if lacks := agreement_lacks(case.agreement):
        raise Invalid(_(lacks[0].sentence))
    paper = printed(act.db, case.pilot.id, PaperKind.AGREEMENT, code)
    if not is_newest(act.db, paper):
        raise Invalid(_("这份打印稿生成以后协议又改过，请重新生成、盖章后再上传。"))
    audit(act, "pilot.scan_handed_in", case.pilot, {"paper": paper.sha256, "scan": scan.sha256})
    case.agreement.signed_file_id, case.agreement.signed_sha256 = scan.id, scan.sha256
    act.db.add(case.agreement)
    act.db.flush()
    agree(act, case, AGREEMENT, agreement(case.agreement))
    act.tell(occasions.TO_COUNTERSIGN, case)


def send_back(act: Act, case: Case, note: str) -> None:
    """The scan is not the right one: it is none any more, and whoever brought it is told why."""
    audit(act, "pilot.scan_sent_back", case.pilot, {"scan": case.agreement.signed_sha256, "note": note})
    case.agreement.signed_file_id, case.agreement.signed_sha256 = None, ""
    case.pilot.updated_at = act.now
    act.db.add_all([case.agreement, case.pilot])
    act.db.flush()
    act.tell(occasions.SENT_BACK, case, note)


def countersign(act: Act, case: Case) -> None:
    """The other side confirms text and scan: signed. Its content is kept as a revision."""
    said = case.agreement
    if not agree(act, case, AGREEMENT, agreement(said)):
        raise Conflict
    content = {name: str(value) for name, value in said.model_dump().items()}
    evidence = {"file": said.signed_file_id, "sha256": said.signed_sha256}
    move(act, case.pilot, PILOT, PilotEvent.SIGN, evidence=evidence, updated_at=act.now)
    said.signed_at = act.now
    act.db.add(said)
    revise(act, PILOT.name, case.pilot.id, "agreement", content)
    offered = [term.code for term in terms(act.db, "readiness_item") if term.retired_at is None]
    wanted = wanted_items(offered, {*said.traits, *implied_traits(case.need)})
    act.db.add_all(ReadinessItem(pilot_id=case.pilot.id, code=code) for code in wanted)
    act.db.flush()
    act.tell(occasions.SIGNED, case)
