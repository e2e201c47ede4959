"""What the pages of a bid have in common."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.policy import Principal
from app.core.acting import Act
from app.core.blobs import ALLOWED
from app.core.deeds import open_to
from app.core.forms import blank
from app.core.html import render
from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.core.site import Site, Words
from scenarios.bids import labels
from scenarios.bids.actions.bidding import exactly
from scenarios.bids.actions.correcting import may_correct
from scenarios.bids.actions.opening import open_bid
from scenarios.bids.contents import Body, print_code
from scenarios.bids.deeds import DEEDS
from scenarios.bids.forms import SECTIONS, FileForm, PartnerForm, SubmitForm
from scenarios.bids.guards import lacks, reaches
from scenarios.bids.models import Purpose
from scenarios.bids.queries.cases import BidCase
from scenarios.bids.queries.standing import lines, supply_options, verdicts
from scenarios.bids.timing import is_over
from scenarios.models import Kpi
from scenarios.routes.words import WORDS

SAID: dict[str, Any] = {
    **WORDS,
    "bid_state_tag": labels.state_tag,
    "not_procurement": labels.NOT_PROCUREMENT,
    "file_kinds": labels.FILE_KINDS,
    "exactly": exactly,
}

REACHES = {True: N_("达到需求的目标"), False: N_("低于需求的目标"), None: ""}


def address(case: BidCase, tail: str = "") -> str:
    return f"/bids/{case.bid.public_id}{'/' if tail else ''}{tail}"


def page(request: Request, viewer: Principal, case: BidCase, act: Act, status: int = 200, **more: Any) -> Response:
    """The bid for the houses that bid: where it stands, what it says, what is missing."""
    body = open_bid(act, case.bid, Purpose.READ)
    words = act.site.vocabulary
    found = verdicts(act.db, case, body, words)
    forms = {"partner": blank(PartnerForm), "file": blank(FileForm), "submitting": blank(SubmitForm)}
    return render(
        request,
        "scenarios/bids/show.html",
        status=status,
        case=case,
        bid=case.bid,
        need=case.need,
        body=body,
        facts=facts(act.db, case, body, words),
        lacks=lacks(body, case.kpis, case.names, case.asked),
        verdicts=lines(found, words),
        deeds=open_to(DEEDS, viewer, case),
        over=is_over(case.need, case.now),
        correcting=may_correct(case),
        defects=[_(labels.DEFECTS[code]) for code in case.bid.defects],
        kinds=kinds(case),
        **{**files_said(act.site), **forms, **SAID, **more},
    )


def files_said(site: Site) -> dict[str, Any]:
    return {"accepted": sorted(ALLOWED), "limit": site.settings.attachment_limit_mb}


def kinds(case: BidCase) -> list[tuple[str, str]]:
    """Kinds of papers that may be attached now."""
    wanted = labels.CORRECTABLE if may_correct(case) else tuple(labels.FILE_KINDS)
    return [(kind, _(labels.FILE_KINDS[kind])) for kind in wanted]


def facts(
    db: Session, case: BidCase, body: Body, words: Words, *, judged: bool = True
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """What is said, section by section: (key, label, pairs of a label and a text). `judged`: with whether a promise
    reaches what the need aims at."""
    known = dict(supply_options(db, case))
    found = []
    for section in SECTIONS:
        said = body.said.get(section.key, {})
        pairs = [
            (_(labels.FIELDS[name]), _told(name, said.get(name), known, words)) for name in section.form.model_fields
        ]
        if section.key == "kpis":
            pairs = _promises(case, body, judged=judged)
        found.append((section.key, _(section.label), pairs))
    return found


def _told(name: str, value: Any, known: Mapping[str, str], words: Words) -> str:
    match name:
        case "ip":
            return words.label(value, "pilot_ip")
        case "supply":
            return known.get(value or "", "")
        case "price":
            return _("{yuan} 元").format(yuan=f"{value:,}") if value is not None else ""
    return str(value or "")


def _promises(case: BidCase, body: Body, *, judged: bool) -> list[tuple[str, str]]:
    said = {row["kpi"]: row for row in body.value("kpis", "commitments", [])}
    pairs = []
    for kpi in case.kpis:
        row = said.get(kpi.name, {"promise": "", "how": ""})
        told = [row["promise"], _reached(kpi, row["promise"]) if judged else "", row["how"]]
        pairs.append((kpi.name, "\n".join(filter(None, told))))
    return pairs


def _reached(kpi: Kpi, promise: str) -> str:
    said = REACHES[reaches(kpi, promise)] if promise else ""
    return _(said) if said else ""


def code_of(case: BidCase, body: Body) -> str:
    return labels.plain_code(print_code(case.bid.public_id, body))
