"""Lists in and out from the shell, for the office: import, undo, export."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

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
from app.exchange.actions import ask_undo, confirm, hand_in, take_in
from app.exchange.exporting import FORMATS, write_list
from app.exchange.fields import ListKind
from app.exchange.handlers import carry_on
from app.exchange.models import Upload, UploadState
from app.exchange.queries import by_public_id, report, tally, told
from app.exchange.queries.uploads import rows_with_problems
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
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不写入 / look, write nothing")] = False,
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
            result = import_file(site, kind, file, publish=publish, waiver=reason, dry_run=dry_run)
    if json:
        print_json(result)
    else:
        _show(result)


def import_file(
    site: Site, kind: ListKind, file: Path, *, publish: bool = False, waiver: str = "", dry_run: bool = False
) -> dict[str, Any]:
    """Import a file as the office, or only look at it; what `--json` prints."""
    upload_id = _handed_in(site, kind, file, looked_at=not dry_run)
    if not dry_run:
        with site.database.writing() as db:
            confirm(act_in(db, site, OFFICE), db.get_one(Upload, upload_id), publish=publish, waiver=waiver)
    _work(site, upload_id, _("检查") if dry_run else _("导入"))
    with site.database.reading() as db:
        upload = db.get_one(Upload, upload_id)
        _refuse_failed(upload)
        return report(db, upload, checked=dry_run)


def _handed_in(site: Site, kind: ListKind, file: Path, *, looked_at: bool) -> int:
    try:
        with file.open("rb") as content:
            taken = take_in(site, content)
    except FileNotFoundError:
        complain(f"{file.name}：{file_sentence(UnreadableFile(FileRule.MISSING))}")
    except UnreadableFile as error:
        complain(f"{file.name}：{file_sentence(error)}")
    except AppError as error:
        complain(f"{file.name}：{error.sentence}")
    except OSError as error:
        complain(_("读不了 {file}：{reason}").format(file=file, reason=error.strerror or error))
    with site.database.writing() as db:
        upload = hand_in(act_in(db, site, OFFICE), kind, taken, file.name, None)
        if looked_at:
            upload.state = UploadState.READ
        db.flush()
        return upload.id


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
        screen.print(line, highlight=False, markup=False)
    for problems in (result["errors"], result.get("warnings", [])):
        for problem in problems[:SHOWN]:
            line = _("第 {row} 行 {column}：{text}").format(**problem)
            screen.print(line, highlight=False, markup=False)
        if len(problems) > SHOWN:
            screen.print(_("还有 {count} 条，请用 --json 查看全部。").format(count=len(problems) - SHOWN))


def _losses(result: dict[str, Any]) -> Iterator[str]:
    """What the list leaves to the site, and what of the file was not read."""
    yield from result.get("defaults", ())
    if unread := result.get("unread"):
        yield _("没有对应的列，原文保留为附加信息：{columns}").format(columns=_("、").join(unread))
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
