"""The command ``detente``: its subcommands, loaded when they are called, and its exit codes."""

from __future__ import annotations

import errno
import importlib
import io
import keyword
import os
import sys
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import click

from detente.__about__ import __version__

OK, ANSWER_NO, PROBLEMS, REFUSED, DEFECT = 0, 1, 2, 3, 70

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "new": "Begin a case in a new folder.",
        "check": "List everything that is wrong in a case.",
        "show": "Show where things stand, today or as known on a date.",
        "agree": "Tell whether there is a deal, for whom, and which ones.",
        "stability": "Tell which states of a conflict hold, for whom, and why.",
        "diff": "Tell what changed since a day, or between two versions.",
        "serve": "Open a case in the browser, on this machine only.",
        "demo": "Open the Istanbul talks in the browser, with a tour.",
        "report": "Write a report on a case as one HTML file, or as PDF.",
        "export": "Write a case as a workbook, CSV, JSON, Markdown or a calendar.",
        "import": "Take entries from a workbook or CSV file into a case.",
        "keys": "Make your keys for sealed exchanges, and your card.",
        "exchange": "Exchange proposals that nobody opens before all are in.",
        "convert": "Bring a scenario of another program into a case, or back.",
        "upgrade": "Bring a case to this version's format.",
        "schema": "Write the JSON Schemas that let editors check a case.",
        "completion": "Print the script that completes commands in your shell.",
    }
)
"""Each subcommand with its one line of help; see :func:`module_of`."""


def module_of(command: str) -> str:
    """Return the module of a subcommand: it has its name, or its name and "ing" for a word of Python.

    >>> module_of("show"), module_of("import")
    ('detente.cli.show', 'detente.cli.importing')
    """
    return f"detente.cli.{command}{'ing' if keyword.iskeyword(command) else ''}"


class Subcommands(click.Group):
    """Knows its subcommands by name, with a line of help, and imports each only when it is called."""

    told: Mapping[str, str] = COMMANDS

    @staticmethod
    def module_of(command: str) -> str:
        """Return the module of a subcommand."""
        return module_of(command)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the help."""
        return list(self.told)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a subcommand, or None if there is none of this name."""
        if cmd_name not in self.told:
            return None
        command: click.Command = importlib.import_module(self.module_of(cmd_name)).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of subcommands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.told.items()))


@click.command(
    cls=Subcommands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="detente", message="%(prog)s %(version)s")
def application() -> None:
    """One record of a negotiation, from the first statement to the signed text.

    A case is a folder of plain text: who said what, where each party stands,
    what is due, with the words that prove it.

    Exit codes: 0 fine, 1 the answer is no, 2 problems in the input, 3 refused,
    70 a defect of ours.
    """


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code. No traceback reaches the user."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a sign the terminal lacks is no defect
            stream.reconfigure(errors="replace")
    try:
        code = application.main(
            args=list(arguments) if arguments is not None else None,
            prog_name="detente",
            standalone_mode=False,
        )
        if sys.stdout is not None:
            sys.stdout.flush()
        return code if isinstance(code, int) else OK
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.exceptions.Abort:
        click.echo("stopped; nothing was written", err=True)
        return 130
    except BrokenPipeError:
        # The reader of a pipe went away; keep Python from complaining about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EBADF, errno.EIO, errno.EDQUOT):
            return _told(error)
        click.echo(f"error: the output cannot be written: {error.strerror}", err=True)
        return REFUSED
    except Exception as error:  # noqa: BLE001 - the outermost edge: a refusal, or a defect
        return _told(error)


def _told(error: Exception) -> int:
    """Tell a refusal or a defect; return its exit code."""
    from .refusals import told

    refused = told(error)
    if refused is not None:
        click.echo(refused[1], err=True)
        return refused[0]
    if os.environ.get("DETENTE_TRACEBACK"):
        raise error
    click.echo(defect(error), err=True)
    return DEFECT


def defect(error: Exception) -> str:
    """Return what is told of a defect: where it is, and nothing of the user's."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" at {trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else ""
    return (
        f"error: a defect of detente ({type(error).__name__}{where}); nothing of yours is shown here\n"
        "hint: please report this line; DETENTE_TRACEBACK=1 shows all of it, content included"
    )
