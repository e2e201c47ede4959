"""A report as a .docx, as such papers are written in a department: title, period, figures, what moved, what is stuck, what
needs coordinating. Chinese throughout; what the page says in two languages comes in the current one."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from app.core.html import format_date, format_instant
from app.core.i18n import gettext as _
from app.reports.queries import Issue, Report

MIME: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HEADS: Final = ("指标", "数值", "上期", "口径", "截至", "责任单位")
WIDTHS: Final = (2.9, 1.7, 1.7, 4.7, 2.9, 2.7)
STUCK_HEADS: Final = ("事项", "情况", "自何时起")
STUCK_WIDTHS: Final = (7.0, 6.6, 3.0)
BODY, HEADING, TITLE = "仿宋", "黑体", "小标宋"
"""Faces by the names that office programs here know; where one is missing they take their own."""


def written(report: Report) -> bytes:
    """The file."""
    paper = Document()
    _set_up(paper, report.issue)
    _centred(paper, title_of(report.issue), TITLE, 20)
    _centred(paper, f"（{period_of(report.issue)}）", BODY, 14)
    _centred(paper, report.status, BODY, 11)
    _heading(paper, "一、主要指标")
    rows = [
        (_(one.figure.label), one.shown, one.shown_before, _(one.figure.definition), report.as_of, _(one.figure.body))
        for one in report.lines
    ]
    _table(paper, HEADS, rows, WIDTHS)
    _heading(paper, "二、变化情况")
    _paragraphs(paper, report.moved or ["各项指标与上期持平。"])
    _heading(paper, f"三、未办结事项（截至{format_instant(report.now)}）")
    _stuck(paper, report)
    _heading(paper, "四、需协调事项")
    matters = [f"{number}. {matter.body}" for number, matter in enumerate(report.issue.matters, 1)]
    _paragraphs(paper, matters or ["本期无需协调事项。"])
    content = BytesIO()
    paper.save(content)
    return content.getvalue()


def title_of(issue: Issue) -> str:
    return f"应用场景供需对接工作{'月报' if issue.period.monthly else '周报'}"


def period_of(issue: Issue) -> str:
    """Such as 2026年第47周，2026年11月16日—11月22日."""
    first, last = issue.period.first, issue.period.last
    if issue.period.monthly:
        return f"{first.year}年{first.month}月"
    year, week, _weekday = first.isocalendar()
    return f"{year}年第{week}周，{issue.days or format_date(last)}"


def _set_up(paper: Paper, issue: Issue) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2.8), Cm(2.5)
    style = paper.styles["Normal"]
    _face(style, BODY, 12)
    properties = paper.core_properties
    properties.author, properties.title, properties.language = "景合", f"{title_of(issue)} {issue.period.name}", "zh-CN"
    properties.comments = ""


def _face(styled: Any, face: str, size: float) -> None:
    """Size in points; East Asian text has a face of its own in the format."""
    styled.font.name, styled.font.size = face, Pt(size)
    styled.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


def _centred(paper: Paper, text: str, face: str, size: float) -> None:
    paragraph = paper.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _face(paragraph.add_run(text), face, size)


def _heading(paper: Paper, text: str) -> None:
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(10)
    paragraph.paragraph_format.keep_with_next = True
    _face(paragraph.add_run(text), HEADING, 14)


def _paragraphs(paper: Paper, texts: Iterable[str]) -> None:
    for text in texts:
        paragraph = paper.add_paragraph(text)
        paragraph.paragraph_format.first_line_indent = Pt(24)
        paragraph.paragraph_format.space_after = Pt(2)


def _table(paper: Paper, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
    """The first row is said again on every page."""
    table = paper.add_table(rows=0, cols=len(heads), style="Table Grid")
    table.autofit = False
    for number, row in enumerate([heads, *rows]):
        line = table.add_row()
        for cell, text, width in zip(line.cells, row, widths, strict=True):
            cell.width = Cm(width)
            _face(cell.paragraphs[0].add_run(text), BODY if number else HEADING, 10.5)
    repeated = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - the library has no other door to this property
    repeated.append(repeated.makeelement(qn("w:tblHeader")))


def _stuck(paper: Paper, report: Report) -> None:
    rows = [(one.title, one.what, format_date(one.since)) for one in report.stuck]
    if rows:
        _table(paper, STUCK_HEADS, rows, STUCK_WIDTHS)
    else:
        _paragraphs(paper, ["没有超期或预警中的事项。"])
