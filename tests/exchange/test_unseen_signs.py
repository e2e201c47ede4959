"""Signs that nobody sees: in headers, names, units, numbers, codes, days and sums they make no difference."""

from pathlib import Path

import pytest
import xlsxwriter
from sqlmodel import col, select

from app.accounts.models import Organisation
from app.cli.exchange import Asked, import_file
from app.core.site import Site
from app.exchange.cells import is_blank, one_line
from app.exchange.fields import ListKind
from app.exchange.reading.opening import open_table
from scenarios.models import Scenario
from tests.exchange.helpers import csv_file, xlsx_file

NEEDS = ListKind.OPPORTUNITIES
PLAIN = [
    ["项目名称", "所属单位", "项目编号", "需求描述", "预算", "截止日期", "联系邮箱"],
    ["离床提醒", "柳桥医院", "LQ-2027-001", "提醒护士站", "30万元", "2027-09-30", "ward@example.com"],
    ["葛根分拣", "柳桥药厂", "LQ-2027-002", "分拣药材", "50万元", "2027-10-31", "plant@example.com"],
]
ODD = [
    ["\ufeff项目\u200b名称", "所属\u2060单位", "项目\u00a0编号", "\u200e需求描述", "预\u00ad算", "截止日期\u3000", "联系\ufeff邮箱"],
    ["离床\u200b提醒", "柳桥\u00ad医院\u00a0", "ＬＱ－2027‑001", "提醒护士站", "\u200e30\u200b万元", "2027-\u200b09-30\u202c", "ward\u200b@example.com"],
    ["\u3000葛\U000e0100根分拣", "\u2028柳桥药厂", "LQ–2027–002\u200d", "分拣药材", "５０\u00a0万元", "2027年10\u00a0月31日", "plant@example.com\ufe0f"],
    ["\u200b", "\u00a0", "", "\u2060", "\ufeff", "", ""],
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("病\u200b历\u00ad质\ufeff控\u202e", "病历质控"),
        ("葛\U000e0100城", "葛城"),
        ("一\u00a0二\u3000三\u2028四", "一 二 三 四"),
        ("a\u200db\u200cc", "abc"),
        ("👨\u200d👩\u200d👧 ❤\ufe0f", "👨\u200d👩\u200d👧 ❤\ufe0f"),
        ("न\u200dम", "न\u200dम"),
    ],
)
def test_what_is_seen_of_a_name(text: str, seen: str) -> None:
    assert one_line(text) == seen
    assert is_blank("\u200b \u2060\u3000\ufeff\u00ad\u2800\u3164")


def test_a_list_full_of_them_is_the_list_without_them(site: Site, tmp_path: Path) -> None:
    first = import_file(site, NEEDS, csv_file(tmp_path / "odd.csv", ODD))
    assert (first["created"], first["errors"], first["unread"]) == (2, [], [])
    assert [one["rule"] for one in first["warnings"]] == []
    with site.database.reading() as db:
        needs = db.exec(select(Scenario).order_by(col(Scenario.id))).all()
        assert [(one.title, one.source_key, one.budget_max) for one in needs] == [
            ("离床提醒", "LQ-2027-001", 300_000),
            ("葛根分拣", "LQ-2027-002", 500_000),
        ]
        assert [one.contact_email for one in needs] == ["ward@example.com", "plant@example.com"]
        names = set(db.exec(select(Organisation.name).where(col(Organisation.upload_id).is_not(None))).all())
    assert names == {"柳桥医院", "柳桥药厂"}
    again = import_file(site, NEEDS, csv_file(tmp_path / "plain.csv", PLAIN))
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 1, 1), "full-width digits in a sum stay"
    assert import_file(site, NEEDS, tmp_path / "plain.csv")["unchanged"] == 2


def test_a_sheet_is_found_by_what_is_read_of_its_name(site: Site, tmp_path: Path) -> None:
    path = xlsx_file(tmp_path / "a.xlsx", {"说明": [["填表说明"]], "需求\u00a0清单 ": PLAIN})
    looked = import_file(site, NEEDS, path, dry_run=True, asked=Asked(sheets=("需求清单",)))
    assert (looked["rows"], looked["errors"]) == (2, [])


def test_formats_far_from_the_list_are_no_part_of_it(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page, border = book.add_worksheet("需求"), book.add_format({"border": 1, "bg_color": "#ffff00"})
        for number, row in enumerate(PLAIN):
            page.write_row(number, 0, row)
        for place in ((1_048_575, 0), (1_048_575, 16_383), (5, 16_000), (900_000, 3)):
            page.write_blank(*place, None, border)
        page.write_string(700, 40, " \u200b")
    table = open_table(path)
    assert len(list(table.rows())) == 2
    assert [label for label in table.header.labels if label] == PLAIN[0]
