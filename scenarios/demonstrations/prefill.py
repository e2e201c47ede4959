"""A need of another house, written from what a demonstration shows. A proposal only: that house confirms every line."""

from sqlmodel import Session

from app.accounts.models import Organisation
from app.core.i18n import gettext as _
from app.core.limits import room
from scenarios.actions.drafting import detached
from scenarios.demonstrations.queries.cases import Shown
from scenarios.models import Scenario
from scenarios.pilots.models import Disclosure
from scenarios.queries.said import values_of
from scenarios.values import COLUMNS, KpiValues, ScenarioValues

COPIED = frozenset(
    {
        "field",
        "family",
        "directions",
        "process_step",
        "cooperation",
        "secrecy",
        "data_sensitivity",
        "data_may_leave",
        "compute_use",
        "compute_cards",
        "compute_duration",
        "compute_region",
        "acceptance",
        "ip_terms",
        "risk_triggers",
    }
)
"""What is said of the thing itself and holds in another house too. All else belongs to the house where it runs: money,
people, places, days, its own data and systems. How secret its need is stays: the copy repeats what that need says."""
LEFT = frozenset(COLUMNS) - COPIED


def need_from(db: Session, shown: Shown, house: Organisation) -> ScenarioValues:
    """The public need's own words with figures as the sides let the public see them; everything of the first house's own
    stays empty."""
    values = detached(values_of(db, shown.case.need), without=LEFT)
    title = _("推广：{title}").format(title=shown.demonstration.title)
    values.title = title[: room(Scenario, "title")]
    source = _("参照验证记录 {number}。").format(number=shown.demonstration.number)
    conditions = _("推广条件：{conditions}").format(conditions=shown.demonstration.conditions)
    told = [source, shown.demonstration.summary, conditions if shown.demonstration.conditions else ""]
    values.description = "\n\n".join(filter(None, told))
    values.district = house.district
    values.kpis = [
        KpiValues(kpi.name, kpi.target_text, kpi.unit, "", kpi.direction, kpi.method)
        for kpi in shown.case.kpis
        if kpi.disclosure is Disclosure.VALUE
    ]
    return values
