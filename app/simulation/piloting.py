"""What the two sides of a pilot, and whoever measures it, do: agreement, figures, readiness, running, verification; and what
comes of it: an application, a record, copies."""

from datetime import timedelta
from typing import Final

from app.core.clock import city_date
from app.simulation.pages import Typed
from app.simulation.people import Inhabitant, Part
from app.simulation.town import Town

SCOPE: Final = {"scope": "在约定地点试用，不替代现有流程", "site": "约定的现场", "weeks": "16"}
EXIT: Final = {"exit_rule": "任一方提前两周书面通知可以结束，供给方恢复现场。"}
FIGURE: Final[Typed] = {
    "name": "每单处理时间",
    "unit": "分钟",
    "target": "10",
}
BASELINE: Final[Typed] = {
    "direction": "down",
    "baseline": "30",
    "sample": "1000 单",
    "method": "系统日志取中位数",
    "disclosure": "change",
}
REPORT: Final = {
    "method": "随机抽取单据双人复核",
    "sample": "1200 单",
    "accreditation": "cma_cnas",
    "accreditation_scope": "软件产品性能测试",
    "signatory": "祁衡",
    "paid_by": "供给方",
    "raw_sha256": "ab" * 32,
}
READINGS: Final = ("0.6", "0.7", "0.8", "0.9", "14")
APPLICATION: Final[Typed] = {
    "title": "现场试用见效的智能辅助",
    "summary": "试用期间由现场人员逐单复核，处理时间明显下降，流程和岗位都没有改变。",
    "conditions": "需要联网的工位和三个月的历史记录。",
}
OPINION: Final[Typed] = {"opinion": "材料齐全，同意公示。"}
MEASURED: Final = 28
"""Days for which a baseline is taken before the pilot, and figures after it."""
LOOKS: Final = 1 / 4
TRIED: Final = 1 / 8
COPIED: Final = 1 / 5
LIVE: Final = 1 / 10
"""How much of her keenness it takes, at a sitting, to look at what others show, to have a running pilot measured, to copy
what she sees, and to say that a copy runs."""


def live_in_pilots(town: Town, one: Inhabitant) -> None:
    """One sitting with all pilots that her house takes part in."""
    visitor = one.visitor
    visitor.open("/pilots")
    for here in dict.fromkeys("/".join(link.split("/")[:3]) for link in visitor.links("/pilots/")):
        if "?" in here or here.endswith("/new") or town.chance.random() > one.habit.finishes:
            continue
        if one.part is not Part.VERIFIER:
            _sign(one, here)
            _fix_figures(town, one, here)
            _prepare(one, here)
            _answer_surveys(town, one, here)
        _verify(town, one, here)
        if one.part is Part.OWNER:
            _apply(one, here)


def _press(one: Inhabitant, page: str, end: str, said: Typed | None = None, *, early: bool = False) -> bool:
    """Send the first such form of a page, where the page has one; whether it was taken. What is pressed `early`, to see
    whether all is there, may be refused."""
    one.visitor.open(page)
    if not one.visitor.offers(end):
        return False
    return one.visitor.send(end, said) if early else one.said(one.visitor.send(end, said), end.strip("/"))


def _sign(one: Inhabitant, here: str) -> None:
    """Confirmed by the other side; the owner fills the agreement in, prints it and brings the scan of that paper; the
    supplier signs."""
    visitor, page = one.visitor, f"{here}/agreement"
    _press(one, here, "/confirm")
    visitor.open(page)
    if one.part is Part.OWNER and visitor.offers("/hand-in"):
        for key, said in (("scope", SCOPE), ("money", {"ip": "separate"}), ("exit", EXIT)):
            visitor.open(f"{page}/{key}")
            one.said(visitor.send(f"/agreement/{key}", said, press="save"), "fill in the agreement")
        visitor.open(page)
        if one.said(visitor.send("/papers/agreement"), "print the agreement"):
            code = visitor.address.rpartition("/")[2]
            visitor.open(page)
            one.said(visitor.send("/hand-in", {"code": code}, file="协议.pdf"), "hand in the agreement")
    _press(one, page, "/countersign")


def _fix_figures(town: Town, one: Inhabitant, here: str) -> None:
    """The owner says from where to where; both lock it."""
    page, visitor = f"{here}/kpis", one.visitor
    visitor.open(page)
    if not visitor.offers("/lock"):
        return
    today = city_date(town.clock.now())
    days: Typed = {"measured_from": (today - timedelta(days=MEASURED)).isoformat(), "measured_to": today.isoformat()}
    if one.part is Part.OWNER:
        forms = [form for form in visitor.page.forms if form.path.endswith("/edit")]
        for form in [form for form in forms if not form.fields.get("baseline")]:
            visitor.open(page)
            one.said(visitor.send(form.path.removeprefix(here), {**BASELINE, **days}), "say a baseline")
        if not forms:
            _press(one, page, "/add-kpi", {**FIGURE, **BASELINE, **days})
    _press(one, page, "/lock", early=True)


def _prepare(one: Inhabitant, here: str) -> None:
    """Everything that must be there is shown with its paper, one after the other; then it starts."""
    visitor, page = one.visitor, f"{here}/readiness"
    visitor.open(page)
    if one.part is Part.OWNER:
        for form in [form for form in visitor.page.forms if form.path.endswith("/settle")]:
            visitor.open(page)
            end = form.path.removeprefix(here)
            one.said(visitor.send(end, {"note": "已落实，材料见附件"}, file="证明.pdf"), "settle")
        _press(one, page, "/make-ready", early=True)
    _press(one, page, "/start", early=True)


def _answer_surveys(town: Town, one: Inhabitant, here: str) -> None:
    if town.chance.random() < one.habit.keen:
        _press(one, f"{here}/running", "/fine")


def _verify(town: Town, one: Inhabitant, here: str) -> None:
    """The owner names who measures, the supplier agrees, the verifier reports; then the owner completes it."""
    page, visitor = f"{here}/verification", one.visitor
    if one.part is Part.VERIFIER:
        _report(town, one, page)
        return
    visitor.open(page)
    form = next((form for form in visitor.page.forms if form.path.endswith("/propose-verifier")), None)
    if one.part is Part.OWNER and form is not None and town.chance.random() < one.habit.keen * TRIED:
        houses = [value for value in form.offered.get("organisation", []) if value]
        if houses:
            _press(one, page, "/propose-verifier", {"kind": "third_party", "organisation": houses[0]})
    _press(one, page, "/agree")
    if one.part is Part.OWNER:
        _press(one, here, "/complete", early=True)


def _report(town: Town, one: Inhabitant, page: str) -> None:
    """What was measured of each figure: most is better than the target, not all."""
    one.visitor.open(page)
    forms = [form for form in one.visitor.page.forms if "/verifications/" in form.path]
    form = next((form for form in forms if form.path.endswith("/report")), None)
    today = city_date(town.clock.now())
    said: dict[str, str] = {
        **REPORT,
        "measured_from": today.isoformat(),
        "measured_to": today.isoformat(),
        "report_number": f"JC-{today:%Y}-{town.chance.randint(1, 999):03d}",
    }
    for name in form.fields if form else ():
        if name.startswith("readings-") and name.endswith("-value"):
            said[name] = town.chance.choice(READINGS)
    if form is not None:
        one.said(one.visitor.send(form.path, said), "report")


def _apply(one: Inhabitant, here: str) -> None:
    """A verified pilot is put forward as a demonstration."""
    visitor = one.visitor
    visitor.open(here)
    new = visitor.links("/demonstrations/new?pilot=")
    if new:
        visitor.open(new[0])
        one.said(visitor.send("/demonstrations/new", APPLICATION), "apply for a record")


def live_in_demonstrations(town: Town, one: Inhabitant) -> None:
    """Departments read applications; owners copy what others have shown, and say what it cost once it runs."""
    visitor = one.visitor
    if one.part is Part.OWNER and town.chance.random() > one.habit.keen * LOOKS:
        return
    visitor.open("/demonstrations")
    for here in dict.fromkeys(link for link in visitor.links("/demonstrations/") if _is_record(link)):
        visitor.open(here)
        if one.part is Part.REVIEWER and visitor.offers("/announce") and town.chance.random() < one.habit.finishes:
            _press(one, here, "/announce", OPINION)
        elif one.part is Part.OWNER and visitor.offers("/copy") and town.chance.random() < one.habit.keen * COPIED:
            _press(one, here, "/copy")
    if one.part is Part.OWNER:
        _run_copies(town, one)


def _is_record(link: str) -> bool:
    return link.count("/") == 2 and "?" not in link and not link.endswith(("/new", "/lessons"))


def _run_copies(town: Town, one: Inhabitant) -> None:
    visitor = one.visitor
    visitor.open("/adoptions")
    for here in dict.fromkeys(visitor.links("/adoptions/")):
        said: Typed = {
            "live_on": city_date(town.clock.now()).isoformat(),
            "days": "45",
            "cost": "38.5",
            "place": "二号楼",
        }
        if town.chance.random() < one.habit.keen * LIVE:
            _press(one, here, "/confirm", said)
