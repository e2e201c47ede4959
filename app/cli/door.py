"""The commands together, and what a failure looks like: one sentence on standard error and exit code 2."""

import sys

import typer
from sqlalchemy.exc import SQLAlchemyError

from app.cli import accounts, checking, exchange, finding, keeping, learning, serving
from app.cli.common import complain, told
from app.core.errors import AppError
from app.core.i18n import negotiate, set_language

app = typer.Typer(
    help="景合：城市应用场景与人工智能供给的对接平台。 Jinghe, the marketplace for a city's AI scenarios.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
serving.register(app)
checking.register(app)
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
    except (AppError, OSError, SQLAlchemyError) as error:
        sentence = told(error)
        if not sentence:
            raise
        complain(sentence)
    except KeyboardInterrupt:
        sys.exit(130)
