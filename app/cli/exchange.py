"""Lists in and out from the shell, for the office: import, undo, export."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.cli.common import complain, opened, print_json, screen
from app.core import jobs
from app.core.acting import act_in
from app.core.actors import Actor
from app.core.errors import AppError
from app.core.history import audit
from app.core.i18n import gettext as _
from app.core.site import Site
from app.exchange.actions import Taken, ask_undo, columns_chosen, confirm, hand_in, take_in
from app.exchange.cells import compact
from app.exchange.columns import field_named
from app.exchange.exporting import FORMATS, write_list
from app.exchange.fields import FIELDS, ListKind
from app.exchange.handlers import carry_on
from app.exchange.models import Upload, UploadState
from app.exchange.queries import by_public_id, report, tally, told
from app.exchange.queries.uploads import rows_with_problems
from app.exchange.reading import MAX_HEADER_ROW, PATIENCE, Wanted
from app.exchange.remembering import Shape, Whose, header_rows
from app.exchange.rules import FileRule, UnreadableFile
from app.exchange.sentences import CELL_TOO_LONG, file_sentence
from app.exchange.stores import Scope
from app.exchange.writing import CellTooLong
from app.worker import Task

OFFICE = Actor(None, "系统", role="office")
"""Whoever has a shell on the machine acts for the office."""
SHOWN = 20


def register(app: typer.Typer) -> None:
    app.command("import")(import_list)
    app.command("export")(export_list)


def import_list(
    kind: Annotated[ListKind, typer.Argument(help="清单种类 / kind of list")],
    file: Annotated[Path | None, typer.Argument(help="CSV 或 XLSX 文件 / file to read")] = None,
    publish: Annotated[bool, typer.Option("--publish", help="导入后发布 / open or list what the guards let")] = False,
    waiver: Annotated[str, typer.Option(help="发布的理由 / reason that goes with publishing")] = "",
    declared: Annotated[
        str, typer.Option("--declare-public", help="文字里的电话等为什么可以公开 / why texts may show phones and names")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不写入 / look, write nothing")] = False,
    header_row: Annotated[int, typer.Option(min=0, max=MAX_HEADER_ROW, help="表头在第几行 / row of the header")] = 0,
    columns: Annotated[
        list[str] | None, typer.Option("--map", help="列名=字段，可重复 / Header=field, repeatable")
    ] = None,
    sheets: Annotated[list[str] | None, typer.Option("--sheet", help="工作表，可重复 / sheet, repeatable")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="不沿用上次的列 / not as last time")] = False,
    undo: Annotated[str, typer.Option(help="撤销这一次导入 / take an import back")] = "",
    json: Annotated[bool, typer.Option("--json", help="输出 JSON / one JSON value")] = False,
) -> None:
    """导入清单 / Import a list; the same file twice changes nothing."""
    with opened() as site:
        if undo:
            result = undo_upload(site, kind, undo)
        elif file is None:
            complain(_("请写明要导入的文件，或用 --undo 写明要撤销哪一次导入。"))
        else:
            reason = waiver or _("随清单导入，由专班核准发布")
            asked = Asked(header_row, tuple(sheets or ()), tuple(columns or ()), fresh, declared.strip())
            result = import_file(site, kind, file, publish=publish, waiver=reason, dry_run=dry_run, asked=asked)
    if json:
        print_json(result)
    else:
        _show(result)


@dataclass(frozen=True)
class Asked:
    """What whoever imports says of the file: the row of its header (0 to search for it), its sheets, `Header=field` for
    columns that the header does not tell, and why others may read what its texts tell about people."""

    header_row: int = 0
    sheets: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    fresh: bool = False
    """Nothing is taken over from the last list of this shape."""
    declared: str = ""


NOTHING: Final = Asked()


def import_file(
    site: Site,
    kind: ListKind,
    file: Path,
    *,
    publish: bool = False,
    waiver: str = "",
    dry_run: bool = False,
    asked: Asked = NOTHING,
) -> dict[str, Any]:
    """Import a file as the office, or only look at it; what `--json` prints. Each sheet is an upload of its own."""
    reports = []
    for upload_id in _handed_in(site, kind, file, asked, looked_at=not dry_run):
        if not dry_run:
            with site.database.writing() as db:
                upload, act = db.get_one(Upload, upload_id), act_in(db, site, OFFICE)
                confirm(act, upload, publish=publish, waiver=waiver, declared=asked.declared)
        _work(site, upload_id, _("检查") if dry_run else _("导入"))
        with site.database.reading() as db:
            upload = db.get_one(Upload, upload_id)
            _refuse_failed(upload)
            reports.append(report(db, upload, checked=dry_run))
    return reports[0] if len(reports) == 1 else _together(reports)


def _together(reports: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Several sheets as one: the counts of all, their problems with the name of the sheet, and each report."""
    counts = ("rows", "created", "updated", "unchanged", "skipped")
    whole: dict[str, Any] = {name: sum(one[name] for one in reports) for name in counts}
    for name in ("errors", "warnings"):
        whole[name] = [{**problem, "sheet": one["sheet"]} for one in reports for problem in one[name]]
    return {"uploads": [one["upload"] for one in reports], **whole, "sheets": list(reports)}


def _handed_in(site: Site, kind: ListKind, file: Path, asked: Asked, *, looked_at: bool) -> list[int]:
    """Nothing is handed in unless every sheet can be read."""
    wanted = [Wanted(sheet, asked.header_row) for sheet in dict.fromkeys(asked.sheets or ("",))]
    with site.database.reading() as db:
        before = [] if asked.fresh else header_rows(db, Whose(kind, None, None))
    taken = [_taken(site, file, one, before) for one in wanted]
    chosen = _chosen(kind, taken, asked.columns)
    with site.database.writing() as db:
        act = act_in(db, site, OFFICE)
        uploads = [hand_in(act, kind, taken[0], file.name, None)]
        uploads += [hand_in(act, kind, one, file.name, None, uploads[0].id) for one in taken[1:]]
        for upload, columns in zip(uploads, chosen, strict=True):
            if columns or asked.fresh:
                upload.columns = columns_chosen(upload, columns)
            if looked_at:
                upload.state = UploadState.READ
        db.flush()
        return [upload.id for upload in uploads]


def _taken(site: Site, file: Path, wanted: Wanted, before: Sequence[tuple[int, Shape]]) -> Taken:
    try:
        with file.open("rb") as content:
            return take_in(site, content, wanted, PATIENCE, before)
    except FileNotFoundError:
        complain(f"{file.name}：{file_sentence(UnreadableFile(FileRule.MISSING))}")
    except UnreadableFile as error:
        complain(f"{file.name}：{file_sentence(error)}")
    except AppError as error:
        complain(f"{file.name}：{error.sentence}")
    except OSError as error:
        complain(_("读不了 {file}：{reason}").format(file=file, reason=error.strerror or error))


def _chosen(kind: ListKind, taken: Sequence[Taken], columns: Sequence[str]) -> list[dict[int, str]]:
    """For each sheet the field of columns by index, from `Header=field`; a header need not be in all of them."""
    labels = [one.about.labels if one.about else () for one in taken]
    chosen: list[dict[int, str]] = [{} for _sheet in taken]
    for said in columns:
        header, _sign, name = said.rpartition("=")
        code = field_named(kind, name.strip())
        places = [
            (n, i) for n, own in enumerate(labels) for i, one in enumerate(own) if compact(one) == compact(header)
        ]
        if not header or not code:
            fields = "、".join(field.code for field in FIELDS[kind])
            complain(
                _("看不懂“{said}”：请写成“列名=字段”，字段可以是 extra、{fields}。").format(said=said, fields=fields)
            )
        if not places:
            known = "、".join(dict.fromkeys(one for own in labels for one in own if one))
            complain(_("文件里没有名为“{header}”的列；有：{known}。").format(header=header, known=known))
        for sheet, index in places:
            chosen[sheet][index] = code
    return chosen


def undo_upload(site: Site, kind: ListKind, public_id: str) -> dict[str, Any]:
    """Take an upload back as far as nobody has touched its rows; what `--json` prints."""
    with site.database.writing() as db:
        upload = by_public_id(db, public_id)
        if upload is None or upload.list_kind != kind:
            complain(_("没有找到编号为 {upload} 的导入，请核对编号和清单种类。").format(upload=public_id))
        upload_id = upload.id
        if upload.state is not UploadState.UNDONE:
            ask_undo(act_in(db, site, OFFICE), upload)
    _work(site, upload_id, _("撤销"))
    with site.database.reading() as db:
        upload, counts = db.get_one(Upload, upload_id), tally(db, db.get_one(Upload, upload_id))
        kept, _total = rows_with_problems(db, upload, 0, 100_000, kept=True)
        left = [one for row in kept for one in told(row.row_number, (row.problems or [])[-1:])]
    return {
        "upload": public_id,
        "rows": sum(counts.values()),
        "removed": counts["removed"],
        "restored": counts["restored"],
        "kept": counts["kept"],
        "errors": [{"row": one.row, "column": one.column, "rule": one.rule, "text": one.text} for one in left],
    }


def _work(site: Site, upload_id: int, doing: str) -> None:
    """Do the work here, under the lease of a job: if this process dies, a worker finishes it."""
    with site.database.writing() as db:
        job = jobs.enqueue_held(db, jobs.RunImport(upload_id), site.clock.now())
        task = Task(site, job.id, job.lease or "")
    with _bar(doing) as bar:
        carry_on(site, upload_id, lambda done, total: _step(task, bar, done, total))
    with site.database.writing() as db:
        jobs.finish(db, task.job_id, task.lease, site.clock.now())


@contextmanager
def _bar(doing: str) -> Iterator[Progress]:
    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=screen, transient=True) as bar:
        bar.add_task(doing, total=None)
        yield bar


def _step(task: Task, bar: Progress, done: int, total: int) -> None:
    task.step(done, total)
    bar.update(bar.task_ids[0], completed=done, total=total)


def _refuse_failed(upload: Upload) -> None:
    if upload.state is UploadState.FAILED:
        error = upload.source["error"]
        complain(file_sentence(UnreadableFile(FileRule(error["rule"]), **error["detail"])))


def _show(result: dict[str, Any]) -> None:
    for one in result.get("sheets", ()):
        screen.print(_("工作表：{name}").format(name=one["sheet"]), highlight=False, markup=False)
        _show_one(one)
    if "sheets" not in result:
        _show_one(result)


def _show_one(result: dict[str, Any]) -> None:
    names = {
        "rows": _("行数"),
        "created": _("新增"),
        "updated": _("更新"),
        "unchanged": _("未变"),
        "skipped": _("跳过"),
        "removed": _("已撤销"),
        "restored": _("已恢复"),
        "kept": _("保留"),
    }
    screen.print(_("导入编号：{upload}").format(upload=result["upload"]), highlight=False)
    screen.print("  ".join(f"{label} {result[name]}" for name, label in names.items() if name in result))
    for line in _losses(result):
        screen.print(line, highlight=False, markup=False, soft_wrap=True)
    for problems in (result["errors"], result.get("warnings", [])):
        for problem in problems[:SHOWN]:
            line = _("第 {row} 行 {column}：{text}") if problem["column"] else _("第 {row} 行：{text}")
            screen.print(line.format(**problem), highlight=False, markup=False, soft_wrap=True)
        if len(problems) > SHOWN:
            screen.print(_("还有 {count} 条，请用 --json 查看全部。").format(count=len(problems) - SHOWN))


def _losses(result: dict[str, Any]) -> Iterator[str]:
    """What the list leaves to the site, and what of the file was not read."""
    yield from result.get("defaults", ())
    if samples := result.get("samples"):
        columns = [f"{label}（{' / '.join(texts)}）" if texts else label for label, texts in samples.items()]
        yield _("没有对应的列，原文保留为附加信息：{columns}").format(columns=_("、").join(columns))
    if secret := result.get("secret"):
        yield _(
            "像是密码或密钥的列，内容没有导入：{columns}。上传的文件里仍有这些内容，请更换它们，并删去这些列后重新上传。"
        ).format(columns=_("、").join(secret))
    if as_in := result.get("as_in"):
        yield _("各列的用途与上次相同：沿用“{file}”里的选择；不沿用请加 --fresh。").format(file=as_in["file"])
    if sheets := result.get("other_sheets"):
        yield _("没有读取的工作表：{sheets}").format(sheets=_("、").join(sheets))


def export_list(
    kind: Annotated[ListKind, typer.Argument(help="清单种类 / kind of list")],
    file: Annotated[Path, typer.Argument(help="写到 .csv 或 .xlsx / file to write")],
    public: Annotated[bool, typer.Option("--public", help="只导出公开内容 / what anybody may see")] = False,
) -> None:
    """导出清单 / Export a list under the header that import reads."""
    ending = file.suffix.lower().lstrip(".")
    if ending not in FORMATS:
        complain(_("导出文件要以 .csv 或 .xlsx 结尾。"))
    scope = Scope.PUBLIC if public else Scope.EVERYTHING
    with opened() as site:
        try:
            with site.database.reading() as db:
                count = write_list(db, kind, None, scope, file, ending)
        except CellTooLong as error:
            complain(_(CELL_TOO_LONG).format(cell=f"{error.column}{error.row}"))
        except OSError as error:
            complain(_("写不了 {file}：{reason}").format(file=file, reason=error.strerror or error))
        with site.database.writing() as db:
            audit(
                act_in(db, site, OFFICE),
                "export.written",
                detail={"kind": kind, "rows": count, "scope": scope},
            )
    screen.print(_("已导出 {count} 行到 {file}").format(count=count, file=file), highlight=False)
