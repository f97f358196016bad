"""Tiles and bundles: names, bytes, what is new when a log grows, what is refused."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.exchange.log.tiles import (
    EntryTooLong,
    TileUnreadable,
    check_tiles,
    entries_in_bundle,
    entries_of,
    entry_bundle,
    entry_bundle_path,
    entry_bundles_for,
    hash_tile_path,
    leaf_hashes_of,
    tiles_for,
    tiles_of_tree,
)
from detente.exchange.log.tree import Tree, root

from .example import entries


@pytest.mark.parametrize(
    ("index", "width", "path"),
    [
        (0, 256, "000"),
        (7, 1, "007.p/1"),
        (999, 255, "999.p/255"),
        (1000, 256, "x001/000"),
        (1234067, 256, "x001/x234/067"),
        (1234067, 112, "x001/x234/067.p/112"),
    ],
)
def test_names(index: int, width: int, path: str) -> None:
    assert hash_tile_path(0, index, width) == f"tile/0/{path}"
    assert hash_tile_path(63, index, width) == f"tile/63/{path}"
    assert entry_bundle_path(index, width) == f"tile/entries/{path}"


def test_names_that_there_are_not() -> None:
    for level, index, width in ((-1, 0, 1), (64, 0, 1), (0, -1, 1), (0, 0, 0), (0, 0, 257)):
        with pytest.raises(ValueError, match="there is no"):
            hash_tile_path(level, index, width)


def test_the_tiles_of_70_000_entries() -> None:
    """The example of the format."""
    tree = Tree(entries(70_000))
    tiles = tiles_of_tree(tree, 0, 70_000)
    names = [name for name in tiles if ".p/" in name]
    assert names == ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"]
    assert len(tiles) == 273 + 1 + 3
    assert all(len(tile) == 8192 for name, tile in tiles.items() if name not in names)
    assert [len(tiles[name]) for name in names] == [112 * 32, 17 * 32, 32]
    assert tiles["tile/2/000.p/1"] == tree.root(65_536)
    assert set(tiles_of_tree(tree, 0, 256)) == {"tile/0/000", "tile/1/000.p/1"}


@pytest.mark.parametrize("steps", [(0, 0), (0, 1, 2, 255), (0, 255, 256, 257), (0, 3, 600, 1500)])
def test_growing_gives_what_making_it_at_once_gives(steps: tuple[int, ...]) -> None:
    size = steps[-1]
    log = entries(size)
    leaves = Tree(log).leaf_hashes
    files: dict[str, bytes] = {}
    for old, new in pairwise(steps):
        added = {**tiles_for(leaves, old, new), **entry_bundles_for(log, old, new)}
        assert not set(added) & set(files)  # what was written is never written again
        files |= added
        assert entries_of(files, new) == tuple(log[:new])
        check_tiles(files, new)
        assert leaf_hashes_of(files, new) == leaves[:new]
    whole = {**tiles_for(leaves, 0, size), **entry_bundles_for(log, 0, size)}
    assert whole.items() <= files.items()
    assert root(leaf_hashes_of(whole, size)) == root(leaves)


def test_an_older_size_is_read_where_only_full_tiles_are_left() -> None:
    log = entries(600)
    leaves = Tree(log).leaf_hashes
    files = {**tiles_for(leaves, 0, 600), **entry_bundles_for(log, 0, 600)}
    assert entries_of(files, 300) == tuple(log[:300])
    with pytest.raises(TileUnreadable, match="tile of hashes is missing"):
        check_tiles(files, 300)  # the level above is still partial, and of another width
    del files["tile/entries/001"]
    with pytest.raises(TileUnreadable, match="bundle of entries is missing"):
        entries_of(files, 300)


def test_a_full_tile_stands_for_a_partial_one_that_is_gone() -> None:
    log = entries(65_536)
    tree = Tree(log)
    files = {**tiles_of_tree(tree, 0, 65_536), **entry_bundles_for(log, 0, 512)}
    check_tiles(files, 300)
    with pytest.raises(TileUnreadable, match="tile of hashes is missing"):
        check_tiles({**files, "tile/0/001": files["tile/0/001"] + b"?"}, 300)


def test_altered_files_are_refused() -> None:
    log = entries(300)
    files = {**tiles_for(Tree(log).leaf_hashes, 0, 300), **entry_bundles_for(log, 0, 300)}
    check_tiles(files, 300)
    for name, data in files.items():
        for changed in (data[:-1] + bytes([data[-1] ^ 1]), data[:-1], data + b"\x00", b""):
            with pytest.raises(TileUnreadable, match=r"^a (tile|bundle)"):
                check_tiles({**files, name: changed}, 300)
        with pytest.raises(TileUnreadable, match="is missing"):
            check_tiles({other: files[other] for other in files if other != name}, 300)


def test_bundles() -> None:
    longest = b"x" * 65_535
    assert entries_in_bundle(entry_bundle([longest, b""]), 2) == (longest, b"")
    with pytest.raises(EntryTooLong, match="more than 65535 bytes"):
        entry_bundle([longest + b"x"])
    for wrong in ([], [b""] * 257):
        with pytest.raises(ValueError, match="1 to 256"):
            entry_bundle(wrong)
    for bundle in (b"", b"\x00", b"\x00\x02a", b"\x00\x01a\x00", b"\x00\x01a\x00\x00"):
        with pytest.raises(TileUnreadable, match="bundle"):
            entries_in_bundle(bundle, 1)


def test_sizes_out_of_order_are_refused() -> None:
    leaves = Tree(entries(3)).leaf_hashes
    for old, new in ((2, 1), (-1, 1), (0, 4)):
        with pytest.raises(ValueError, match="not in order"):
            tiles_for(leaves, old, new)
        with pytest.raises(ValueError, match="not in order"):
            entry_bundles_for(entries(3), old, new)


@given(st.binary(max_size=40), st.integers(1, 8))
def test_reading_a_bundle_is_total(bundle: bytes, width: int) -> None:
    try:
        found = entries_in_bundle(bundle, width)
    except TileUnreadable:
        return
    assert len(found) == width
    assert entry_bundle(found) == bundle
