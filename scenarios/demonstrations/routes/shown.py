"""What every page of a demonstration is given, and the one page on which a deed's button stands."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlencode

import segno
from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup
from sqlmodel import Session

from app.accounts.policy import Viewer
from app.core.blobs import ALLOWED
from app.core.deeds import open_to
from app.core.forms import Form, FormModel, blank
from app.core.html import render
from app.core.i18n import gettext as _
from scenarios.demonstrations import labels
from scenarios.demonstrations.charts import along
from scenarios.demonstrations.deeds import DEEDS, DemoDeed
from scenarios.demonstrations.queries.cases import Shown
from scenarios.demonstrations.queries.pages import page_of
from scenarios.pilots.labels import ACCREDITATIONS, DIRECTIONS, DISCLOSURES, VERDICTS, VERIFICATIONS
from scenarios.timing import last_day

NOTHING: Final[Mapping[str, Form[Any]]] = MappingProxyType({})
SAID: Final[Mapping[str, Any]] = {
    "state_tag": labels.state_tag,
    "objection_labels": labels.OBJECTIONS,
    "adoption_labels": labels.ADOPTIONS,
    "inadmissible": labels.INADMISSIBLE,
    "revocations": labels.REVOCATIONS,
    "choices": labels.told,
    "verdict_labels": VERDICTS,
    "disclosure_labels": DISCLOSURES,
    "direction_labels": DIRECTIONS,
    "verification_labels": VERIFICATIONS,
    "accreditation_labels": ACCREDITATIONS,
    "last_day": last_day,
}
"""What templates call things."""


def address(shown: Shown) -> str:
    return f"/demonstrations/{shown.demonstration.public_id}"


def check_url(request: Request, number: str, head: str) -> str:
    """Where somebody who holds a paper checks the record, with the head of its history as of the printing."""
    return f"{str(request.base_url).rstrip('/')}/check?{urlencode({'code': number, 'head': head})}"


def qr_code(text: str) -> Markup:
    """A QR code as SVG for the page; its colours are those of the text around it."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(scale=3, border=2, svgclass="qr", lineclass=None)
    return Markup(drawn)  # noqa: S704 - drawn from modules, no letter of `text` is in it


def forms_for(viewer: Viewer, shown: Shown, opened: Mapping[str, Form[Any]]) -> Callable[[str, Any], dict[str, Any]]:
    """For templates: what may be done with a row of this kind now, each deed with its form; one that was refused comes as
    it was typed."""

    def found(kind: str, one: Any = None) -> dict[str, Any]:
        row = shown.of(one if one is not None else shown.demonstration)
        number = row.one.public_id
        able = open_to(DEEDS[kind], viewer, row)
        return {name: (deed, opened.get(f"{number}/{name}"), f"{number}-{name}") for name, deed in able.items()}

    return found


def fresh(deed: DemoDeed, **initial: Any) -> Form[FormModel]:
    return blank(deed.form, **initial)


def context(viewer: Viewer, shown: Shown, opened: Mapping[str, Form[Any]] = NOTHING) -> dict[str, Any]:
    """What templates need of a demonstration, whichever of its pages it is."""
    return {
        "shown": shown,
        "case": shown.case,
        "pilot": shown.case.pilot,
        "need": shown.case.need,
        "row": shown.demonstration,
        "here": address(shown),
        "forms_for": forms_for(viewer, shown, opened),
        "fresh": fresh,
        "accepted": "." + ",.".join(sorted(ALLOWED)),
        **SAID,
    }


def page(
    request: Request,
    db: Session,
    viewer: Viewer,
    shown: Shown,
    opened: Mapping[str, Form[Any]] = NOTHING,
    status: int = 200,
) -> Response:
    """The page of one demonstration, for whoever sees it."""
    found = page_of(db, viewer, shown)
    url = check_url(request, shown.demonstration.number or "", found.head) if found.head else ""
    return render(
        request,
        "scenarios/demonstrations/show.html",
        status=status,
        page=found,
        along=along,
        check_url=url,
        qr=qr_code(url) if url else "",
        wechat=_three_lines(request, shown),
        **context(viewer, shown, opened),
    )


def _three_lines(request: Request, shown: Shown) -> str:
    """The record as a text to be pasted into a chat: public fields alone, and the link."""
    row, case = shown.demonstration, shown.case
    state, _tone = labels.state_tag(case.state)
    first = _("【{state}】{title}").format(state=state, title=row.title)
    summary = " ".join(row.summary.split())
    second = summary if len(summary) <= 60 else summary[:59] + "…"
    third = _("编号 {number}").format(number=row.number) if row.number else _("公示中，欢迎实名反映")
    link = f"{str(request.base_url).rstrip('/')}{address(shown)}"
    return f"{first}\n{second}\n{third}\n{link}"
