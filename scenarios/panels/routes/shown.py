"""What the pages of a panel have in common."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.accounts.policy import Viewer
from app.core.deeds import open_to
from app.core.forms import blank
from app.core.html import render
from app.core.i18n import N_
from app.core.i18n import gettext as _
from scenarios.bids import labels as bid_labels
from scenarios.bids.queries.cases import case_of
from scenarios.panels import labels
from scenarios.panels.deeds import DEEDS
from scenarios.panels.forms import RecuseForm, SignForm, shown
from scenarios.panels.formula import hundredths
from scenarios.panels.lifecycle import SeatState
from scenarios.panels.policy import (
    Reading,
    judges,
    lacks_to_keep_panel,
    may_see_flags,
    may_see_names,
    may_see_progress,
)
from scenarios.panels.queries.cases import PanelCase, Stage, pool_of
from scenarios.panels.queries.scores import open_points, part_now, scores_of
from scenarios.policy import is_keeper
from scenarios.routes.words import WORDS

SAID: dict[str, Any] = {
    **WORDS,
    "bid_state_tag": bid_labels.state_tag,
    "numbered": bid_labels.numbered,
    "not_procurement": bid_labels.NOT_PROCUREMENT,
    "parts": bid_labels.PARTS,
    "price_rule": bid_labels.PRICE_RULE,
    "rounding_rule": bid_labels.ROUNDING_RULE,
    "tie_rule": bid_labels.TIE_RULE,
    "formulas": bid_labels.FORMULAS,
    "seat_tag": labels.seat_tag,
    "hundredths": hundredths,
    "points": shown,
}
STEPS: Sequence[tuple[Stage, str]] = (
    (Stage.CHECKING, N_("形式审查")),
    (Stage.DRAWING, N_("抽取评审组")),
    (Stage.TECHNICAL, N_("技术评分")),
    (Stage.NAMED, N_("具名与报价")),
    (Stage.SIGNING, N_("签名")),
    (Stage.SIGNED, N_("决定")),
)


def address(case: PanelCase, tail: str = "") -> str:
    return f"/scenarios/{case.need.public_id}/evaluation{'/' if tail else ''}{tail}"


def page(request: Request, db: Any, viewer: Viewer, case: PanelCase, status: int = 200, **more: Any) -> Response:
    """How far it has come, what this viewer may read of it and has to do."""
    forms = {"recusing": blank(RecuseForm), "signing": blank(SignForm)}
    return render(
        request,
        "scenarios/panels/show.html",
        status=status,
        case=case,
        need=case.need,
        panel=case.panel,
        steps=steps(case),
        deeds=open_to(DEEDS, viewer, case),
        reading=case.reading(viewer).value,
        keeps=is_keeper(viewer, case.need) or not lacks_to_keep_panel(viewer, case.need, case.bidders),
        seat=case.seat_of(viewer),
        todo=todo(db, viewer, case),
        progress=progress(case) if may_see_progress(viewer, case.need, case.seats) else {},
        draw=draw_lines(case),
        bids=bid_rows(db, viewer, case),
        flags=flags(viewer, case),
        recusals=[(code, _(label)) for code, label in labels.RECUSALS.items()],
        **members(db, viewer, case),
        **result(viewer, case),
        **{**SAID, **forms, **more},
    )


def flags(viewer: Viewer, case: PanelCase) -> list[tuple[str, str]]:
    seen = case.result is not None and may_see_flags(viewer, case.need, case.bidders)
    return [labels.flag(row) for row in case.result.flags] if case.result is not None and seen else []


def steps(case: PanelCase) -> list[dict[str, Any]]:
    order = [stage for stage, _label in STEPS]
    here = order.index(case.stage) if case.stage in order else (-1 if case.stage is Stage.BIDDING else len(order))
    return [
        {"label": _(label), "url": "", "state": "done" if place < here else "current" if place == here else "todo"}
        for place, (_stage, label) in enumerate(STEPS)
    ]


def todo(db: Any, viewer: Viewer, case: PanelCase) -> dict[str, Any]:
    """What a member has to score still; nothing for everybody else."""
    nothing = {"rows": [], "left": 0, "part": "", "waits": False}
    seat = case.seat_of(viewer)
    if seat is None or case.stage not in {Stage.TECHNICAL, Stage.NAMED}:
        return nothing
    part = part_now(seat, revealed=case.panel.revealed_at is not None)
    if part is None:
        return nothing | {"waits": True}
    said = scores_of(db, seat, case.panel.round)
    left = open_points(case, part, said)
    rows = [(bid, sum(one is bid for one, _criterion in left), len(case.criteria(part))) for bid in case.scored]
    return nothing | {"part": part.value, "left": len(left), "rows": rows}


def progress(case: PanelCase) -> dict[str, tuple[int, int]]:
    """How many members have done each step, of how many."""
    size = case.panel.size if case.panel.drawn_at else 0
    if not size:
        return {}
    order = list(SeatState)
    return {
        _(label): (sum(order.index(one.state) >= order.index(state) for one in case.active), size)
        for state, label in (
            (SeatState.TECHNICAL_SENT, N_("技术评分已提交")),
            (SeatState.SCORED, N_("全部提交")),
            (SeatState.SIGNED, N_("已签名")),
        )
    }


def draw_lines(case: PanelCase) -> list[dict[str, Any]]:
    """The published order; whether a substitute has taken a seat, the seats say."""
    seated = {one.place: one for one in case.seats}
    return [
        {
            "place": place,
            "code": line["code"],
            "sha256": line["sha256"],
            "outcome": labels.outcome(line["outcome"], published=case.published),
            "seat": seated.get(place),
        }
        for place, line in enumerate(case.panel.lines, start=1)
    ]


def members(db: Any, viewer: Viewer, case: PanelCase) -> dict[str, Any]:
    """Who judges, for whom may know."""
    if not case.seats or not may_see_names(viewer, case.need, case.seats, case.bidders, published=case.published):
        return {"people": {}}
    return {"people": {one.id: one for one in pool_of(db, case.need.id)}}


def bid_rows(db: Any, viewer: Viewer, case: PanelCase) -> list[Mapping[str, Any]]:
    """Bids by their numbers; with their houses for those who read the named part."""
    named = case.reading(viewer) is Reading.ALL
    return [{"bid": one, "names": case_of(db, one, case.now).names if named else []} for one in case.bids]


def result(viewer: Viewer, case: PanelCase) -> dict[str, Any]:
    """What the formula has made of the scores: for everybody from the publicity on, before it for those who judge and own."""
    inside = case.reading(viewer) is Reading.ALL or judges(viewer, case.seats, case.bidders)
    return {"result": case.result if case.published or inside else None}
