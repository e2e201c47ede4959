"""The commands together, and what a failure looks like: one sentence on standard error and exit code 2."""

import os
import sys
from importlib import import_module

import typer
from sqlalchemy.exc import SQLAlchemyError

from app.cli.common import complain, told
from app.core.errors import AppError
from app.core.i18n import negotiate, set_language

COMMANDS = {
    "serving": ("serve", "worker", "migrate"),
    "checking": ("check",),
    "keeping": ("backup", "restore"),
    "accounts": ("admin", "seed"),
    "exchange": ("import", "export"),
    "finding": ("search", "match", "reindex"),
    "learning": ("learn",),
    "mailing": ("mail",),
    "dossiers": ("dossier",),
    "digests": ("digests",),
    "simulating": ("simulate",),
}
"""Module of this package → its commands. Only the module of the command that is given is imported: together they take
longer to open than most commands take."""


def door(command: str = "") -> typer.Typer:
    """The commands of the module that knows this one; all of them for a command that none knows, and for help."""
    app = typer.Typer(
        help="景合：城市应用场景与人工智能供给的对接平台。 Jinghe, the marketplace for a city's AI scenarios.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(lambda: None)  # a module with one command has subcommands all the same
    for module in [name for name, known in COMMANDS.items() if command in known] or COMMANDS:
        import_module(f"app.cli.{module}").register(app)
    return app


def main() -> None:
    """Run a command. What a person can mend is said in one sentence; anything else keeps its traceback."""
    set_language(negotiate(os.environ.get("LANG", ""), "zh"))
    try:
        door(next(iter(sys.argv[1:]), ""))()
    except (AppError, OSError, SQLAlchemyError) as error:
        sentence = told(error)
        if not sentence:
            raise
        complain(sentence)
    except KeyboardInterrupt:
        sys.exit(130)
