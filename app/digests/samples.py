"""What a weekly mail looks like; everything in it is made up."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from app.accounts.models import Person
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.mail import Email
from app.core.site import Site
from app.digests import emails
from app.digests.items import Item, ordered
from app.digests.models import Digest
from app.digests.windows import last_closed


def samples(site: Site, reader: Person) -> Mapping[str, Sequence[Email]]:
    now = site.clock.now()
    week = last_closed(now)
    row = Digest(
        id=41,
        person_id=reader.id,
        week=week.name,
        first_week=week.name,
        language=reader.language,
        items=[],
        send_at=now,
        planned_at=now,
    )
    with speaking(reader.language):
        items = _items(site)
    return {"digests.weekly": [emails.weekly(reader, row, items, site.settings.origin)]}


def _items(site: Site) -> Sequence[Item]:
    now = site.clock.now()
    asked, ends = now - timedelta(days=4), now + timedelta(days=6)
    need = "/scenarios/sample"
    waits = _("供给方 11月21日 回应了您的需求，请在 12月4日 前答复。")
    fits = _("契合度 86：“需要接入院内影像系统” ⇄ “已在三家医院对接影像系统”")
    moved = _("报名截止 11月30日 → 12月14日")
    return ordered(
        [
            Item("sample:1", "waiting", _("慢病随访外呼助手"), waits, "/matches/sample", asked, due=ends),
            Item(
                "sample:2",
                "fit",
                _("肺部小结节复查影像初筛"),
                fits,
                need,
                asked,
                score=86,
                supply="sample",
                quoted=True,
            ),
            Item("sample:3", "change", _("老旧小区电梯故障预警"), moved, need, asked),
        ]
    )
