"""A part of the site in one file: what it takes to add one. Houses post notices; everybody reads them.

A real part spreads the same things over the ten files that README names, and its templates over `templates/`.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response
from pydantic import Field as Typed
from sqlalchemy import MetaData
from sqlmodel import Field, Session, SQLModel, col, select

from app.accounts.access import AnyViewer, Doer, Ready
from app.accounts.models import Person
from app.accounts.policy import Viewer, lacks_to_act_publicly_for, may_speak_for
from app.accounts.queries.organisations import managers
from app.core.acting import Act
from app.core.db import Db, Instant, for_change, stored_enum
from app.core.deeds import Deed, during, open_to
from app.core.errors import NotFound
from app.core.forms import Form, FormModel, Posted, bind, blank
from app.core.history import move
from app.core.html import redirect, render, render_list
from app.core.ids import public_id
from app.core.lifecycle import Lifecycle, moves
from app.core.listing import ALL, Facet, Listing, find, read
from app.core.mail import About, Email, Telling
from app.core.occasions import Occasion
from app.core.routing import Router
from app.core.site import TheSite
from app.core.slices import Slice
from app.core.topics import Group, Topic

# lifecycle: states and what leads from one to another


class NoticeState(StrEnum):
    DRAFT = "draft"
    POSTED = "posted"
    TAKEN_DOWN = "taken_down"


class NoticeEvent(StrEnum):
    POST = "post"
    TAKE_DOWN = "take_down"


S, E = NoticeState, NoticeEvent
NOTICE = Lifecycle(
    "notice", S.DRAFT, moves(([S.DRAFT, S.TAKEN_DOWN], E.POST, S.POSTED), (S.POSTED, E.TAKE_DOWN, S.TAKEN_DOWN))
)

# models: the table. A real one has no metadata of its own, but a revision under `migrations/`


class Notice(SQLModel, table=True):
    metadata = MetaData()

    id: int = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=public_id, unique=True)
    organisation_id: int
    title: str
    field: str
    state: NoticeState = Field(default=S.DRAFT, sa_type=stored_enum(NoticeState))
    created_at: datetime = Field(sa_type=Instant)


# policy: who may do what, and what she lacks


def may_see(viewer: Viewer, notice: Notice) -> bool:
    return notice.state is S.POSTED or may_speak_for(viewer, notice.organisation_id)


def lacks_to_post(viewer: Viewer, notice: Notice) -> str:
    return lacks_to_act_publicly_for(viewer, notice.organisation_id)


# emails and occasions: what is told to whom


def posted(person: Person, notice: Notice) -> Email:
    said = {"name": person.name, "title": notice.title, "public_id": notice.public_id}
    key = f"notice:{notice.id}:posted:{person.id}"
    return Email("notice_posted", key, person.email, person.language, said, About("notice", notice.id), person.id)


def _managers(act: Act, notice: Notice) -> Iterable[Person]:
    return managers(act.db, notice.organisation_id)


GROUP = Group("notices", "公告")
POSTED = Occasion(_managers, posted, Topic("notices", "公告发布", "单位管理员", GROUP))


def _may_know(db: Session, viewer: Viewer, _telling: Telling, notice_id: int, _now: datetime) -> bool:
    notice = db.get(Notice, notice_id)
    return notice is not None and may_see(viewer, notice)


# forms and actions: what is typed, and what becomes of it


class NoticeForm(FormModel):
    title: str = Typed(min_length=2, max_length=40)
    field: str = Typed(min_length=1, max_length=40)


def write(act: Act, organisation_id: int, said: NoticeForm) -> Notice:
    notice = Notice(organisation_id=organisation_id, title=said.title, field=said.field, created_at=act.now)
    act.db.add(notice)
    act.db.flush()
    return notice


def post(act: Act, notice: Notice) -> None:
    move(act, notice, NOTICE, E.POST)
    act.tell(POSTED, notice)


def take_down(act: Act, notice: Notice) -> None:
    move(act, notice, NOTICE, E.TAKE_DOWN)


# deeds: buttons, checks and refusals

DEEDS: Mapping[str, Deed[Viewer, Notice]] = {
    "post": Deed(
        "发布", during(NOTICE, E.POST), lacks_to_post, "公告已发布。", act=lambda act, one, _said: post(act, one)
    ),
    "take-down": Deed(
        "撤下",
        during(NOTICE, E.TAKE_DOWN),
        lacks_to_post,
        "公告已撤下。",
        act=lambda act, one, _said: take_down(act, one),
    ),
}

# queries: the list, declared

LIST = Listing(
    "/notices",
    facets=(Facet("field", "行业", col(Notice.field), kind="field"),),
    sorts={"newest": "最新发布", "fit": "最相关"},
    usual={ALL: "newest"},
)


def _cards(db: Session) -> Callable[[Iterable[int]], list[Notice]]:
    def load(ids: Iterable[int]) -> list[Notice]:
        found = {row.id: row for row in db.exec(select(Notice).where(col(Notice.id).in_(list(ids)))).all()}
        return [found[number] for number in ids]

    return load


# access and routes

router = Router()


def load_notice(public_id: str, viewer: AnyViewer, db: Db) -> Notice:
    notice = db.exec(for_change(db, select(Notice).where(Notice.public_id == public_id))).one_or_none()
    if notice is None or not may_see(viewer, notice):
        raise NotFound
    return notice


SeenNotice = Annotated[Notice, Depends(load_notice)]


@router.get("/notices", name="notices.list")
def show_list(request: Request, db: Db, viewer: AnyViewer, site: TheSite) -> Response:
    asked = read(LIST, request.query_params.multi_items(), site.vocabulary)
    public: Any = select(col(Notice.id)).where(Notice.state == S.POSTED)
    return render_list(request, "notices/list.html", find(db, asked, public, [col(Notice.id).desc()], _cards(db)))


@router.get("/notices/new", name="notices.new")
def show_form(request: Request, viewer: Ready) -> Response:
    return _form_page(request, blank(NoticeForm))


@router.post("/notices", name="notices.write")
def save(request: Request, data: Posted, doer: Doer) -> Response:
    form = bind(NoticeForm, data)
    home = next((h for h in doer.viewer.belongings if may_speak_for(doer.viewer, h.organisation_id)), None)
    if home is None:
        raise NotFound
    if form.cleaned is None:
        return _form_page(request, form, 422)
    notice = write(doer.act(home.organisation_id), home.organisation_id, form.cleaned)
    return redirect(request, f"/notices/{notice.public_id}", "草稿已保存。")


@router.get("/notices/{public_id}", name="notices.show")
def show(request: Request, notice: SeenNotice, viewer: AnyViewer) -> Response:
    return render(request, "notices/show.html", notice=notice, deeds=open_to(DEEDS, viewer, notice))


@router.post("/notices/{public_id}/{deed}", name="notices.deed")
def carry_out(request: Request, notice: SeenNotice, deed: str, data: Posted, doer: Doer) -> Response:
    if deed not in DEEDS:
        raise NotFound
    DEEDS[deed].require(doer.viewer, notice, lambda: f"公告现在是“{notice.state}”，不能这样办理。")
    said = DEEDS[deed].carry_out(doer.act(notice.organisation_id), notice, FormModel())
    return redirect(request, f"/notices/{notice.public_id}", said)


def _form_page(request: Request, form: Form[NoticeForm], status: int = 200) -> Response:
    return render(request, "notices/form.html", "form", status, form=form)


# the manifest: what `app/slices.py` would name

NOTICES = Slice(routes="tests.example.notices", mails={"example.posted": POSTED}, may_know={"notice": _may_know})
