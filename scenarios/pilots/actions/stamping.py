"""A paper is printed, stamped by hand and scanned: whoever brings the scan says by the check code of which paper it is."""

from sqlmodel import Session

from app.core.acting import Act
from app.core.errors import Conflict, Invalid
from app.core.history import audit
from app.core.i18n import gettext as _
from app.core.models import StoredFile
from scenarios.pilots import occasions
from scenarios.pilots.models import Paper, PaperKind
from scenarios.pilots.queries.cases import Case
from scenarios.pilots.queries.papers import is_newest, paper_of


def printed(db: Session, pilot_id: int, kind: PaperKind, code: str) -> Paper:
    """The paper with this code. Raises `Invalid` where the site never printed it."""
    paper = paper_of(db, code, pilot_id)
    if paper is None or paper.kind is not kind:
        raise Invalid(_("没有这个校验码，请照打印稿页脚填写。"))
    return paper


def keep_scan(act: Act, paper: Paper, scan: StoredFile) -> None:
    """With who brought it, and when. Raises `Conflict` where there is one already."""
    if paper.scanned_at is not None:
        raise Conflict(_("这份打印稿的盖章扫描件已经有人上传。"))
    paper.scan_file_id, paper.scan_sha256 = scan.id, scan.sha256
    paper.scan_person_id, paper.scan_by_name = act.actor.person_id, act.actor.name
    paper.scan_organisation_id, paper.scanned_at = act.actor.organisation_id, act.now
    act.db.add(paper)
    act.db.flush()
    audit(act, "paper.scan_handed_in", paper, {"paper": paper.sha256, "scan": scan.sha256})


def drop_scan(act: Act, paper: Paper, note: str) -> None:
    """It was not the right one; its file stays where it lies, and the audit knows its hash."""
    if paper.scanned_at is None:
        raise Conflict(_("这份打印稿现在没有扫描件，请刷新页面查看。"))
    audit(act, "paper.scan_sent_back", paper, {"scan": paper.scan_sha256, "note": note})
    paper.scan_file_id, paper.scan_sha256, paper.scanned_at = None, "", None
    paper.scan_person_id, paper.scan_by_name, paper.scan_organisation_id = None, "", None
    act.db.add(paper)
    act.db.flush()


def hand_in_report(act: Act, case: Case, scan: StoredFile, code: str) -> None:
    """The stamped report is there; it binds nobody to anything new, so nobody has to confirm it."""
    paper = printed(act.db, case.pilot.id, PaperKind.REPORT, code)
    if not is_newest(act.db, paper):
        raise Invalid(_("这份打印稿生成以后内容又有改动，请重新生成、盖章后再上传。"))
    keep_scan(act, paper, scan)
    _touch(act, case)
    act.tell(occasions.REPORT_STAMPED, case)


def send_back_report(act: Act, case: Case, paper: Paper, note: str) -> None:
    drop_scan(act, paper, note)
    _touch(act, case)
    act.tell(occasions.REPORT_SENT_BACK, case, note)


def _touch(act: Act, case: Case) -> None:
    case.pilot.updated_at = act.now
    act.db.add(case.pilot)
    act.db.flush()
