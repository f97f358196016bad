"""A log's files for other tools, in the layout of C2SP tlog-tiles. They can be made again from the journal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from detente.exchange.log.tiles import entry_bundles_for, tiles_of_tree
from detente.exchange.log.tree import Tree

from . import durable


def write_log_files(log: Path, tree: Tree, leaves: Sequence[bytes], old_size: int) -> None:
    """Write the files that are new since a log had so many entries; they are not synced."""
    for path, data in _files(tree, leaves, old_size).items():
        durable.put_unsynced(log / path, data)


def log_files_are_there(log: Path, tree: Tree, leaves: Sequence[bytes]) -> bool:
    """Return whether all files of a log are there, and are those of its entries."""
    return all(
        (log / path).is_file() and (log / path).read_bytes() == data
        for path, data in _files(tree, leaves, 0).items()
    )


def _files(tree: Tree, leaves: Sequence[bytes], old_size: int) -> dict[str, bytes]:
    size = tree.size
    return {
        **tiles_of_tree(tree, old_size, size),
        **entry_bundles_for(leaves, old_size, size),
    }
