"""The commands together, and what a failure looks like: one sentence on standard error and exit code 2."""

import errno
import sys

import typer
from sqlalchemy.exc import OperationalError

from app.cli import accounts, exchange, finding, keeping, learning, serving
from app.cli.common import complain
from app.core.errors import AppError
from app.core.i18n import gettext as _
from app.core.i18n import negotiate, set_language

app = typer.Typer(
    help="景合：城市应用场景与人工智能供给的对接平台。 Jinghe, the marketplace for a city's AI scenarios.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
serving.register(app)
keeping.register(app)
accounts.register(app)
exchange.register(app)
finding.register(app)
learning.register(app)


def main() -> None:
    """Run a command. What a person can mend is said in one sentence; anything else keeps its traceback."""
    import os

    set_language(negotiate(os.environ.get("LANG", ""), "zh"))
    try:
        app()
    except AppError as error:
        complain(error.sentence)
    except OperationalError as error:
        complain(_("连不上数据库：{reason}").format(reason=str(error.orig).strip().splitlines()[0]))
    except OSError as error:
        if error.errno == errno.ENOSPC:
            complain(_("磁盘已满，请清理后重试。"))
        raise
    except KeyboardInterrupt:
        sys.exit(130)
