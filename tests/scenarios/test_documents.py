"""What of a need reaches the index, and what it demands."""

from dataclasses import replace

from app.core.acting import act_in
from app.core.actors import Actor
from app.core.site import Site
from matching.requirements import Kind, Reason, Unread, compare
from scenarios.actions.drafting import TYPED_HERE, create_scenarios
from scenarios.documents import requirements, to_document
from scenarios.lifecycle import ScenarioState
from scenarios.models import Secrecy
from scenarios.values import ConstraintValues
from tests.scenarios.helpers import SIX, opened, read, stand, tender
from tests.support import Cast

SECRET = tender(incumbent="某某科技股份有限公司")


def test_the_problem_comes_first_and_figures_are_sentences(site: Site, cast: Cast) -> None:
    need = read(site, opened(site, cast, content=SECRET))
    document = to_document(need, SECRET, "hospital", site.vocabulary)
    assert document is not None
    assert document.title == SIX["title"]
    assert document.text.startswith(SIX["description"])
    assert "漏判率：3 → 1 %，抽样 1000 份由两名医师复核。" in document.text
    assert "大数据智能" in document.text


def test_contacts_and_the_incumbent_never_enter(site: Site, cast: Cast) -> None:
    need = read(site, opened(site, cast, content=SECRET, extra={"内部编号": "机密一号"}))
    document = to_document(need, SECRET, "hospital", site.vocabulary)
    assert document is not None
    whole = f"{document.title} {document.text} {document.facets}"
    for hidden in (SIX["contact_name"], SIX["contact_phone"], SIX["contact_email"], "某某科技", "机密一号"):
        assert hidden not in whole


def test_only_what_strangers_may_read_is_indexed(site: Site, cast: Cast) -> None:
    restricted = read(site, opened(site, cast, content=SECRET, secrecy=Secrecy.RESTRICTED))
    assert to_document(restricted, SECRET, "hospital", site.vocabulary) is None
    for state in (ScenarioState.DRAFT, ScenarioState.SUBMITTED, ScenarioState.APPROVED, ScenarioState.WITHDRAWN):
        need = read(site, stand(site, cast, state, content=SECRET))
        assert to_document(need, SECRET, "hospital", site.vocabulary) is None


def test_facets_hold_codes_and_leave_out_what_is_empty(site: Site, cast: Cast) -> None:
    need = read(site, opened(site, cast, content=SECRET))
    document = to_document(need, SECRET, "hospital", site.vocabulary)
    assert document is not None
    assert document.facets == {
        "field": ("health",),
        "district": ("gaoxin",),
        "direction": ("big_data",),
        "cooperation": ("solution",),
        "route": ("tender",),
        "owner_kind": ("hospital",),
        "organisation": (str(cast.hospital),),
        "state": ("open",),
    }


def test_requirements_come_from_rows_and_texts_with_their_hardness() -> None:
    said = replace(
        SECRET,
        constraints=[
            ConstraintValues("deployment", "本地部署", hard=True),
            ConstraintValues("certificate", "等保三级", hard=False),
            ConstraintValues("other", "团队愿意驻场", hard=True),
        ],
        description=SECRET.description + "响应时间不超过2秒。",
    )
    found = requirements(said)
    by_origin = {one.source.origin: one for one in found}
    assert by_origin["constraints[0]"].kind is Kind.DEPLOYMENT
    assert by_origin["constraints[0]"].hard
    assert by_origin["constraints[1]"].kind is Kind.CERTIFICATE
    assert not by_origin["constraints[1]"].hard
    unread = by_origin["constraints[2]"]
    assert (unread.kind, unread.value, unread.hard) == (Kind.OTHER, Unread("团队愿意驻场"), True)
    assert [verdict.reason for verdict in compare([unread], [])] == [Reason.UNREAD]
    assert {Kind.BUDGET, Kind.KPI} <= {one.kind for one in found}
    assert all(one.source.text in one.source.context for one in found)


def test_thousands_are_written_in_few_statements(site: Site, cast: Cast) -> None:
    with site.database.writing() as db:
        rows = create_scenarios(act_in(db, site, Actor(None, "导入")), [(cast.hospital, SECRET, TYPED_HERE)] * 300)
        assert len({row.public_id for row in rows}) == 300
        assert len({row.id for row in rows}) == 300
