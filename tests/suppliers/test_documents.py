"""A supply as text for matching and as facts for comparing."""

from dataclasses import replace

from app.core.i18n import speaking
from app.core.site import Site
from matching.requirements import Choice, Credential, Kind, Measure
from suppliers.documents import facts, to_document
from suppliers.values import public_content
from tests.suppliers.helpers import CAPABILITY, RESULT


def test_a_document_says_what_it_does_before_what_it_is_called_in_lists(site: Site) -> None:
    document = to_document(CAPABILITY, 7, site.vocabulary)
    lines = document.text.split("\n")
    assert (document.kind, document.title, document.language) == ("supply", CAPABILITY.name, "zh")
    assert lines[0] == CAPABILITY.description
    assert "肺结节检出灵敏度 ≥95.8%（直径≥4mm）。" in lines
    assert "某县级人民医院，2024，日均阅片量由62例升至95例。" in lines
    assert lines[-1] == "产品、医疗、行业软件、机器视觉、本地部署"


def test_a_result_begins_with_its_use(site: Site) -> None:
    document = to_document(RESULT, 7, site.vocabulary)
    assert document.kind == "result"
    assert document.text.startswith("轧线上每一卷都查到。\n换牌号当天就能用。\n用偏振")


def test_the_text_does_not_depend_on_who_reads_the_page(site: Site) -> None:
    with speaking("en"):
        english = to_document(CAPABILITY, 7, site.vocabulary)
    assert english == to_document(CAPABILITY, 7, site.vocabulary)


def test_facets_are_texts_and_empty_ones_are_left_out(site: Site) -> None:
    facets = to_document(replace(CAPABILITY, trl=None), 7, site.vocabulary).facets
    assert facets == {
        "kind": ("product",),
        "organisation": ("7",),
        "district": ("gaoxin",),
        "fields": ("health",),
        "directions": ("vision",),
        "deployments": ("on_premises",),
        "tracks": ("software",),
    }


def test_nothing_private_enters_a_document_a_fact_or_a_revision(site: Site) -> None:
    secret = replace(RESULT, contact_name="秘密联系人", contact_phone="13900000000", extra={"备注": "秘密列"})
    everything = repr((to_document(secret, 7, site.vocabulary), facts(secret, site.vocabulary), public_content(secret)))
    for private in ("秘密联系人", "13900000000", "秘密列", "lu@example.com", "researcher@example.com"):
        assert private not in everything


def test_facts_are_what_is_stated(site: Site) -> None:
    found = facts(CAPABILITY, site.vocabulary)
    by_kind = {kind: [fact.value for fact in found if fact.kind is kind] for kind in Kind}
    assert Choice(("private",)) in by_kind[Kind.DEPLOYMENT]
    assert any(isinstance(v, Credential) and "20243210017" in v.number for v in by_kind[Kind.CERTIFICATE])
    for kind in (Kind.MATURITY, Kind.BUDGET, Kind.DELIVERY, Kind.KPI, Kind.REGION):
        assert by_kind[kind], kind
    kpi = by_kind[Kind.KPI][0]
    assert isinstance(kpi, Measure)
    assert kpi.interval is not None


def test_facts_do_not_depend_on_the_language_of_the_page(site: Site) -> None:
    with speaking("en"):
        english = facts(CAPABILITY, site.vocabulary)
    assert english == facts(CAPABILITY, site.vocabulary)
