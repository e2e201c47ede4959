"""What a table holds, its forms take: a row that an import filled to the brim is edited and saved unchanged."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from annotated_types import MaxLen
from sqlmodel import SQLModel

from app.accounts import forms as accounts
from app.accounts.models import Organisation, Person, RoleGrant, Stake
from app.core.forms import FormModel, bind, blank
from app.core.limits import MOST_ROWS, room
from app.exchange.cells import MAX_TEXT
from app.exchange.drafts.needs import SIZES as NEED_SIZES
from app.exchange.drafts.supplies import SIZES as SUPPLY_SIZES
from scenarios.forms import models as needs
from scenarios.forms import reviewing
from scenarios.forms.sections import SECTIONS, to_columns, to_initial
from scenarios.models import Constraint, Kpi, Scenario
from scenarios.values import ConstraintValues, KpiValues, ScenarioValues
from suppliers import forms as supplies
from suppliers.models import Case, Parameter, Qualification, ResultDetail, Supply, SupplyKind
from suppliers.sections import sections_of
from suppliers.values import CaseValue, ParameterValue, QualificationValue, ResultValue, SupplyValues

TABLES: dict[type[FormModel], type[SQLModel]] = {
    needs.BasicsForm: Scenario,
    needs.CompleteBasicsForm: Scenario,
    needs.ContextForm: Scenario,
    needs.PlanForm: Scenario,
    needs.DataForm: Scenario,
    needs.TermsForm: Scenario,
    needs.AddendumForm: Scenario,
    needs.SubmitForm: Scenario,
    needs.KpiRow: Kpi,
    needs.ConstraintRow: Constraint,
    reviewing.WaiverForm: Scenario,
    supplies.NewCapability: Supply,
    supplies.NewResult: Supply,
    supplies.CapabilityBasics: Supply,
    supplies.ResultBasics: Supply,
    supplies.Scope: Supply,
    supplies.Qualifications: Supply,
    supplies.Delivery: Supply,
    supplies.Research: ResultDetail,
    supplies.ParameterRow: Parameter,
    supplies.CaseRow: Case,
    supplies.QualificationRow: Qualification,
    accounts.PersonForm: Person,
    accounts.OrganisationForm: Organisation,
    accounts.IdentityForm: Organisation,
    accounts.GrantForm: RoleGrant,
    accounts.StakeForm: Stake,
    accounts.EndStakeForm: Stake,
}
CHOSEN = {"organisation", "kind", "district", "nature", "stage", "uscc", "public_id"}
"""Names of codes: what they may be is checked against the vocabulary, not by length."""


@pytest.mark.parametrize("form", TABLES, ids=lambda form: form.__name__)
def test_a_form_takes_as_much_as_its_table_holds(form: type[FormModel]) -> None:
    table = TABLES[form]
    columns = table.metadata.tables[str(table.__tablename__)].columns
    looked_at = 0
    for name, info in form.model_fields.items():
        if info.annotation is not str or name not in columns or name in CHOSEN:
            continue
        limits = [limit.max_length for limit in info.metadata if isinstance(limit, MaxLen)]
        if name == "note" and form is needs.AddendumForm:  # of the addendum, not of the need
            continue
        assert limits == [room(table, name)], name
        looked_at += 1
    assert looked_at


def test_an_import_takes_no_more_than_the_forms() -> None:
    assert room(Scenario, "description") == room(Supply, "description") == MAX_TEXT
    assert not NEED_SIZES.hold("kpis", [KpiValues("漏判率", "1")] * (MOST_ROWS + 1))
    assert not SUPPLY_SIZES.hold("price_max", 10**11 + 1)


def brimful(values: Any, table: type[SQLModel], *but: str) -> Any:
    """`values` with every text as long as its column."""
    columns = table.metadata.tables[str(table.__tablename__)].columns
    texts = {
        one.name: "满" * room(table, one.name)
        for one in fields(values)
        if isinstance(getattr(values, one.name), str) and one.name in columns and one.name not in but
    }
    return replace(values, **texts)


CODED = (
    "route",
    "secrecy",
    "field",
    "family",
    "district",
    "process_step",
    "data_sensitivity",
    "kind",
    "direction",
    "nature",
    "stage",
)
CONTACT = {"contact_phone": "0371-55501037", "contact_email": "a@example.com"}


def test_a_brimful_need_is_saved_unchanged() -> None:
    need = brimful(ScenarioValues(), Scenario, *CODED, *CONTACT)
    kpi = brimful(KpiValues("名", "1"), Kpi, "direction")
    text = brimful(ConstraintValues("other", "文", hard=True), Constraint, *CODED)
    end = datetime(2030, 1, 1, 16, tzinfo=UTC)
    rows = {"kpis": [kpi] * MOST_ROWS, "constraints": [text] * MOST_ROWS}
    need = replace(need, **CONTACT, **rows, deadline=end, valid_until=end, budget_min=1, budget_max=10**11)
    for section in SECTIONS:
        form = bind(section.draft, blank(section.draft, **to_initial(need, section.form.model_fields)).raw)
        assert form.found == {}, section.key
        said = to_columns({name: getattr(form.cleaned, name) for name in section.draft.model_fields}, need)
        assert {name: getattr(need, name) for name in said} == said, section.key


@pytest.mark.parametrize("kind", [SupplyKind.PRODUCT, SupplyKind.RESULT])
def test_a_brimful_supply_is_saved_unchanged(kind: SupplyKind) -> None:
    half = "满" * (room(ResultDetail, "plain_use") // 2 - 1)
    result = brimful(ResultValue(), ResultDetail, *CODED)
    result = replace(result, plain_use=f"{half}\n{half}", researcher_email="a@example.com")
    supply = replace(
        brimful(SupplyValues(kind), Supply, *CODED, *CONTACT, "batch"),
        **CONTACT,
        price_min=1,
        price_max=10**11,
        terms={"field": ("health",)},
        parameters=(brimful(ParameterValue("名", "1"), Parameter),) * MOST_ROWS,
        cases=(brimful(CaseValue("客"), Case),) * MOST_ROWS,
        qualifications=(brimful(QualificationValue("iso"), Qualification, *CODED),) * MOST_ROWS,
        result=result if kind is SupplyKind.RESULT else None,
    )
    for section in sections_of(kind):
        form = bind(section.form, blank(section.form, **section.shown(supply)).raw)
        assert form.found == {}, section.key
        assert section.saved(supply, form.cleaned) == supply, section.key
