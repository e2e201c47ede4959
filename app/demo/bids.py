"""The demo's tenders and bids: drafted, sealed and unsealed by the same actions that people's clicks call."""

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from app.accounts.models import Organisation, Person
from app.accounts.queries.organisations import managers
from app.core.acting import Act
from app.core.actors import SYSTEM, Actor
from app.core.files import SentFile
from app.demo.reading import read
from scenarios.bids.actions import bidding
from scenarios.bids.actions.opening import add_file, keep_body, open_bid
from scenarios.bids.actions.tenders import set_terms
from scenarios.bids.actions.unsealing import unseal
from scenarios.bids.forms import CriterionRow, TenderForm
from scenarios.bids.models import Bid, Formula, Nature, Part, Purpose
from scenarios.bids.queries.cases import case_of
from scenarios.bids.timing import GRACE, deadline_of
from scenarios.lifecycle import Route, ScenarioState
from scenarios.models import Kpi, Scenario
from suppliers.models import Supply

LIMIT = 1 << 20
PAPER = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
NAMES = {"authorisation": "授权书.pdf", "stamped": "应标书盖章扫描件.pdf", "proof": "安全评估证书.pdf"}
CRITERIA = (
    ("技术路线与可行性", Part.TECHNICAL, 40, "能否在现场条件下做到，依据是否写明"),
    ("指标承诺", Part.TECHNICAL, 25, "承诺值与需求目标的差距，测量方法是否可信"),
    ("团队与业绩", Part.NAMED, 20, "做过的同类项目，常驻人员"),
    ("报价", Part.PRICE, 15, ""),
)


def load_bids(
    act: Act,
    houses: Mapping[str, Organisation],
    needs: Mapping[str, Scenario],
    supplies: Mapping[str, Supply],
    people: Mapping[str, Person],
) -> None:
    """Terms for every tender that is not over, and the bids of the file."""
    items = read("bids")
    wanted = {item["need"] for item in items}
    running = {ScenarioState.OPEN, ScenarioState.APPROVED, ScenarioState.SUBMITTED}
    for key, need in needs.items():
        if need.route is Route.TENDER and (need.state in running or key in wanted):
            _terms(act, need, people["auditor"])
    for item in items:
        _bid(act, item, houses, needs[item["need"]], supplies)
    for key in sorted({item["need"] for item in items if item["state"] == "unsealed"}):
        need = needs[key]
        unseal(replace(act, actor=SYSTEM, now=deadline_of(need) + GRACE), need)


def _terms(act: Act, need: Scenario, supervisor: Person) -> None:
    rows = [CriterionRow(name=name, part=part, weight=weight, note=note) for name, part, weight, note in CRITERIA]
    public = bool(need.id % 3)
    said = TenderForm(
        nature=Nature.LATER if public else Nature.FUNDED,
        public_money=public,
        formula=Formula.TRIMMED if public else Formula.MEAN,
        supervisor_email=supervisor.email,
        criteria=rows,
    )
    set_terms(replace(act, now=need.created_at), need, said, supervisor)


def _bid(
    act: Act,
    item: dict[str, Any],
    houses: Mapping[str, Organisation],
    need: Scenario,
    supplies: Mapping[str, Supply],
) -> None:
    house = houses[item["org"]]
    when = deadline_of(need) - timedelta(days=item["before_days"]) if item["before_days"] else act.now
    keeper = _keeper(act, house)
    mine = replace(act, actor=keeper, now=when - timedelta(hours=5))
    bid = bidding.start(mine, need, house.id, mine.now)
    _write(mine, bid, item, supplies)
    if "partner" in item:
        bidding.invite(mine, case_of(act.db, bid, mine.now), houses[item["partner"]])
    if item["state"] != "draft":
        bidding.submit(mine, case_of(act.db, bid, mine.now), mine.now)


def _write(act: Act, bid: Bid, item: dict[str, Any], supplies: Mapping[str, Supply]) -> None:
    body = open_bid(act, bid, Purpose.WRITE)
    kpis = act.db.exec(select(Kpi.name).where(Kpi.scenario_id == bid.scenario_id).order_by(col(Kpi.position))).all()
    rows = [{"kpi": kpi, "promise": item["promises"].get(kpi, ""), "how": item["how"]} for kpi in kpis]
    body.said = {
        "plan": {name: item[name] for name in ("approach", "schedule", "risks")},
        "kpis": {"commitments": rows},
        "resources": {name: item[name] for name in ("data_needs", "compute_needs", "ip")} | {"ip_text": ""},
        "named": {name: item[name] for name in ("team", "references", "price", "price_text", "signatory")}
        | {"supply": supplies[item["supply"]].public_id},
    }
    keep_body(act, bid, body)
    for kind in item["papers"]:
        with act.site.blobs.copied(io.BytesIO(PAPER), LIMIT, lambda _path: "application/pdf") as copy:
            add_file(act, bid, body, kind, SentFile("file", NAMES[kind], copy), Purpose.WRITE)


def _keeper(act: Act, house: Organisation) -> Actor:
    """Whoever manages it, as far as the demo has anybody there."""
    person = next(iter(managers(act.db, house.id)), None)
    return Actor(person.id if person else None, person.name if person else house.name, house.id, house.name, "member")
