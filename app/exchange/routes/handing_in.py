"""Handing in a list: the page, the template to fill in, the file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Me, Ready
from app.accounts.policy import Principal
from app.core.acting import Act
from app.core.actors import Actor
from app.core.errors import AppError, NotFound
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import Now, Site, TheSite
from app.exchange.access import Importer
from app.exchange.actions import Taken, enqueue_work, hand_in, take_in
from app.exchange.exporting import FORMATS, write_template
from app.exchange.fields import ListKind
from app.exchange.forms import HandInForm
from app.exchange.labels import LISTS
from app.exchange.policy import homes, is_office, may_import
from app.exchange.reading import Wanted
from app.exchange.remembering import Whose, header_rows
from app.exchange.rules import FileRule, UnreadableFile
from app.exchange.sentences import file_sentence
from matching.scratch import scratch_folder

router = Router()
ABOUT_HEADER = frozenset({FileRule.NO_HEADER, FileRule.HEADER_ROW})
MIME = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@router.get("/imports/new", name="exchange.new", dependencies=[Importer])
def new(request: Request, viewer: Me, site: TheSite, kind: str = "") -> Response:
    allowed = [one for one in ListKind if may_import(viewer, one)]
    chosen = kind if kind in {one.value for one in allowed} else allowed[0].value
    return _page(request, site, viewer, blank(HandInForm, kind=chosen))


@router.post("/imports", name="exchange.hand_in", dependencies=[Importer])
def receive(request: Request, viewer: Ready, site: TheSite, now: Now, data: Posted) -> Response:
    """A glance at the file at once, so that what cannot be read is said where it was chosen; the dry run is a job."""
    form = bind(HandInForm, data)
    actor, organisation_id = _for_whom(viewer, form)
    if form.valid and form.cleaned:
        whose = Whose(form.cleaned.kind, organisation_id, actor.person_id)
        taken = _taken(site, form, form.cleaned, whose)
        if taken:
            with request.app.state.once.writing(request, data) as db:
                kind, name = form.cleaned.kind, form.cleaned.file.filename or ""
                upload = hand_in(Act(db, site, actor, now), kind, taken, name, organisation_id)
                enqueue_work(db, upload, now)
                return redirect(request, request.app.url_path_for("exchange.show", public_id=upload.public_id))
    return _page(request, site, viewer, form, status=422)


def _for_whom(viewer: Principal, form: Form[HandInForm]) -> tuple[Actor, int | None]:
    """Who hands it in, and the one organisation that all rows belong to; the office may leave it to each row."""
    if form.cleaned is None:
        return viewer.acting(), None
    asked = form.cleaned.organisation
    mine = homes(viewer, form.cleaned.kind)
    home = next((one for one in mine if one.public_id == asked), None)
    if home is None and not asked and not is_office(viewer) and len(mine) == 1:
        home = mine[0]
    if home is not None:
        return viewer.acting(home.organisation_id), home.organisation_id
    if asked or not is_office(viewer):
        form.add_error("organisation", _("请选择以哪个单位的名义导入；需要通过核验、且可以发布这类清单的单位。"))
    return viewer.acting(role="office"), None


def _taken(site: Site, form: Form[HandInForm], asked: HandInForm, whose: Whose) -> Taken | None:
    with site.database.reading() as db:
        before = header_rows(db, whose)
    try:
        return take_in(site, asked.file.file, Wanted(header_row=asked.header_row or 0), before=before)
    except UnreadableFile as error:
        form.add_error("header_row" if error.rule in ABOUT_HEADER else "file", file_sentence(error))
    except AppError as error:
        form.add_error("file", error.sentence)
    return None


def _page(request: Request, site: Site, viewer: Principal, form: Form[HandInForm], status: int = 200) -> Response:
    kinds = [kind for kind in ListKind if may_import(viewer, kind)]
    houses = {home.public_id: home.name for kind in kinds for home in homes(viewer, kind)}
    options = [("", _("按每行写明的单位"))] if is_office(viewer) else []
    return render(
        request,
        "exchange/new.html",
        block="form",
        status=status,
        form=form,
        kinds=[(kind.value, _(LISTS[kind])) for kind in kinds],
        houses=[*options, *houses.items()],
        limit=site.settings.upload_limit_mb,
    )


@router.get("/imports/template/{kind}.{ending}", name="exchange.template", dependencies=[Importer])
def template(site: TheSite, kind: str, ending: str) -> Response:
    """An empty list with its header."""
    if kind not in {one.value for one in ListKind} or ending not in FORMATS:
        raise NotFound
    with scratch(site, ending) as path:
        write_template(ListKind(kind), path, ending)
        content = path.read_bytes()
    return Response(content, media_type=MIME[ending], headers=attachment(f"jinghe-{kind}-template.{ending}"))


@contextmanager
def scratch(site: Site, ending: str) -> Iterator[Path]:
    """A path for a file that is gone afterwards."""
    with scratch_folder(site.settings.var) as folder:
        yield folder / f"list.{ending}"


def attachment(name: str) -> dict[str, str]:
    """Headers of a download that no browser shows in the site's own origin."""
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
