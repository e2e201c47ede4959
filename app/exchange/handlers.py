"""The job of import."""

from collections.abc import Callable, Mapping

from app.core.jobs import RunImport
from app.core.site import Site
from app.core.tasks import Task
from app.exchange.actions import fail
from app.exchange.checking import check
from app.exchange.models import Upload, UploadState
from app.exchange.rules import UnreadableFile
from app.exchange.running import Progress, run
from app.exchange.undoing import undo

WORK: Mapping[UploadState, Callable[[Site, int, Progress], None]] = {
    UploadState.CHECKING: check,
    UploadState.CONFIRMED: run,
    UploadState.RUNNING: run,
    UploadState.UNDOING: undo,
}


def carry_on(site: Site, upload_id: int, progress: Progress) -> None:
    """Do what the upload waits for; a file that cannot be read after all is told and not tried again."""
    with site.database.reading() as db:
        upload = db.get(Upload, upload_id)
        state = upload.state if upload else None
    work = WORK.get(state) if state else None
    if work is None:
        return
    try:
        work(site, upload_id, progress)
    except UnreadableFile as error:
        with site.database.writing() as db:
            fail(db, db.get_one(Upload, upload_id), error, site.clock.now())


def run_import(task: Task, upload_id: int) -> None:
    """Handler of `RunImport`: the lease is kept and progress shown after every few hundred rows."""
    carry_on(task.site, upload_id, task.step)


HANDLERS: dict[str, Callable[..., None]] = {RunImport.kind: run_import}
