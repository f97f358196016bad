"""``detente completion``: commands and options completed by the shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from .application import application

_SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(_SHELLS))
def command(shell: str) -> None:
    """Print the script that completes commands in your shell.

    \b
    bash: detente completion bash >> ~/.bashrc
    zsh:  detente completion zsh >> ~/.zshrc
    fish: detente completion fish > ~/.config/fish/completions/detente.fish
    """
    completion = get_completion_class(shell)
    assert completion is not None  # the three shells are Click's own
    click.echo(completion(application, {}, "detente", "_DETENTE_COMPLETE").source())
