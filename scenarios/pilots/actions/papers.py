"""Papers as they are printed: frozen content, its hash, and a check code by which anybody who holds one checks it."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import select

from app.core.acting import Act
from app.core.html import format_money
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.site import Words
from scenarios.pilots.contents import digest
from scenarios.pilots.disclosing import with_unit
from scenarios.pilots.labels import PURCHASES, SIDES
from scenarios.pilots.models import Paper, PaperKind, Purchase, Side
from scenarios.pilots.queries.cases import Case
from scenarios.pilots.queries.papers import basis_of

Pairs = Sequence[tuple[str, str]]


def keep(
    act: Act, pilot_id: int, kind: PaperKind, content: dict[str, Any], basis: str, about: int | None = None
) -> Paper:
    """The paper of this content; the same content printed again is the same paper. `basis` is the hash of what it would
    say, by which it is known for an old one later."""
    content |= {"basis": basis}
    told = digest(content)
    same = (Paper.pilot_id == pilot_id, Paper.kind == kind, Paper.sha256 == told, Paper.about == about)
    found = act.db.exec(select(Paper).where(*same)).first()
    if found is not None:
        return found
    row = Paper(
        pilot_id=pilot_id, kind=kind, content=content, sha256=told, by_name=act.actor.name, at=act.now, about=about
    )
    act.db.add(row)
    act.db.flush()
    return row


def agreement_paper(act: Act, case: Case) -> Paper:
    """The agreement as it stands, to be printed, stamped and signed by hand; in Chinese, which is the language of the
    contract."""
    kind = PaperKind.AGREEMENT
    with speaking("zh"):
        content = agreement_content(case, act.site.vocabulary)
        return keep(act, case.pilot.id, kind, content, basis_of(act.db, case.pilot.id, kind))


def agreement_content(case: Case, words: Words) -> dict[str, Any]:
    """Title, sections of pairs, and who signs."""
    said = case.agreement
    partners = [one for one in case.parties if one.side is Side.PARTNER]
    sections: list[tuple[str, Pairs]] = [
        (_("双方"), [(_(SIDES[side]), case.house(side).name) for side in (Side.OWNER, Side.SUPPLIER)]),
        (_(SIDES[Side.PARTNER]), [(case.organisations[one.organisation_id].name, one.part) for one in partners]),
        (_("采购性质"), _purchase(case, words)),
        (
            _("范围与期限"),
            [
                (_("试点范围"), said.scope),
                (_("试点地点"), said.site),
                (_("涉及事项"), _("、").join(words.labels(said.traits, "pilot_trait")) or _("无")),
                (_("试点期"), _("自开始运行之日起 {weeks} 周").format(weeks=said.weeks)),
            ],
        ),
        (_("指标"), [(kpi.name, _target(kpi.target_text, kpi.unit)) for kpi in case.kpis]),
        (_("经费与知识产权"), _money(case, words)),
        (_("退出与数据"), [(_("退出约定"), said.exit_rule), (_("数据约定"), said.data_rule)]),
    ]
    return {
        "title": _("试点协议"),
        "subject": case.need.title,
        "sections": [(title, [pair for pair in pairs if pair[1]]) for title, pairs in sections if pairs],
        "signers": [
            *(case.house(side).name for side in (Side.OWNER, Side.SUPPLIER)),
            *(case.organisations[one.organisation_id].name for one in partners),
        ],
    }


def _target(text: str, unit: str) -> str:
    return _("目标 {target}").format(target=with_unit(text, unit))


def _purchase(case: Case, words: Words) -> Pairs:
    said = case.agreement
    pairs = [(_("性质"), _(PURCHASES[said.purchase]))]
    if said.purchase is Purchase.FREE:
        return [*pairs, (_("声明"), _("本试点为无偿试用，不承诺后续采购，不附带任何购买条件。"))]
    return [
        *pairs,
        (_("使用财政性资金"), _("是") if said.public_money else _("否")),
        (_("采购方式"), words.label(said.purchase_method, "purchase_method")),
        (_("采购编号"), said.purchase_number),
        (_("本单位决策"), said.purchase_decision),
    ]


def _money(case: Case, words: Words) -> Pairs:
    said = case.agreement
    proofs = [
        (_("单位批准"), said.unit_approval),
        (_("完成人确认"), said.makers_confirmed),
        (_("协议定价公示"), said.price_notice),
    ]
    return [
        (_("经费"), format_money(said.amount) if said.amount else _("双方互不支付费用")),
        (_("经费说明"), said.money_text),
        (_("成果归属"), words.label(said.ip, "pilot_ip")),
        (_("其他约定"), said.ip_text),
        *(proofs if said.service_invention else []),
    ]
