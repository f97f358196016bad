"""The log as files (C2SP tlog-tiles): bundles of 256 entries, and tiles of 256 hashes a level.

A tile of level L holds the roots of complete subtrees over 256^L entries each. The last tile of a level
may be partial; its file then says how wide it is. Only names and bytes are made here, no files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .tree import HASH_BYTES, Tree, leaf_hash, tree_of

WIDTH = 256
ENTRY_BYTES_AT_MOST = 65_535
LEVEL_AT_MOST = 63
_HEIGHT = 8


class TileUnreadable(ValueError):
    """A bundle or tile is missing, cut off, or not what belongs there."""


class EntryTooLong(ValueError):
    """An entry has more bytes than its length can be written in."""


def hash_tile_path(level: int, index: int, width: int = WIDTH) -> str:
    """Return the name of the file of a hash tile.

    >>> hash_tile_path(0, 1234067)
    'tile/0/x001/x234/067'
    >>> hash_tile_path(1, 0, 17)
    'tile/1/000.p/17'
    """
    if not 0 <= level <= LEVEL_AT_MOST:
        raise ValueError("there is no such level of tiles")
    return f"tile/{level}/{_place(index, width)}"


def entry_bundle_path(index: int, width: int = WIDTH) -> str:
    """Return the name of the file of a bundle of entries.

    >>> entry_bundle_path(1000, 1)
    'tile/entries/x001/000.p/1'
    """
    return f"tile/entries/{_place(index, width)}"


def _place(index: int, width: int) -> str:
    if index < 0 or not 1 <= width <= WIDTH:
        raise ValueError("there is no tile of this index and width")
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[start : start + 3] for start in range(0, len(digits), 3)]
    path = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return path if width == WIDTH else f"{path}.p/{width}"


def entry_bundle(entries: Sequence[bytes]) -> bytes:
    """Return the bytes of a bundle: each entry after its length in two bytes, the higher first.

    Raises :class:`EntryTooLong` for an entry of more than 65,535 bytes, ``ValueError`` for no entries
    or more than 256.

    >>> entry_bundle([b"ab", b""])
    b'\\x00\\x02ab\\x00\\x00'
    """
    if not 1 <= len(entries) <= WIDTH:
        raise ValueError("a bundle has 1 to 256 entries")
    if any(len(entry) > ENTRY_BYTES_AT_MOST for entry in entries):
        raise EntryTooLong(f"an entry has more than {ENTRY_BYTES_AT_MOST} bytes")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def entries_in_bundle(bundle: bytes, width: int) -> tuple[bytes, ...]:
    """Return the entries of a bundle of so many; raise :class:`TileUnreadable` for any other bytes.

    >>> entries_in_bundle(b"\\x00\\x02ab\\x00\\x00", 2)
    (b'ab', b'')
    """
    found: list[bytes] = []
    start = 0
    while start < len(bundle) and len(found) < width:
        end = start + 2 + int.from_bytes(bundle[start : start + 2], "big")
        if end > len(bundle):
            raise TileUnreadable("a bundle of entries is cut off")
        found.append(bundle[start + 2 : end])
        start = end
    if start != len(bundle) or len(found) != width:
        raise TileUnreadable("a bundle does not have as many entries as it should")
    return tuple(found)


def tiles_for(leaf_hashes: Sequence[bytes], old_size: int, new_size: int) -> dict[str, bytes]:
    """Return the hash tiles that are new when a log grows, by the names of their files.

    Only those of the new size, partial ones included; none where it did not grow. Raises ``ValueError``
    for sizes that are not in order or beyond the hashes. O(n) hashes: with a tree at hand, see
    :func:`tiles_of_tree`.
    """
    return tiles_of_tree(tree_of(leaf_hashes), old_size, new_size)


def tiles_of_tree(tree: Tree, old_size: int, new_size: int) -> dict[str, bytes]:
    """Return what :func:`tiles_for` does, from a tree that keeps its hashes: none is computed anew."""
    return {
        hash_tile_path(level, index, width): b"".join(
            tree.subtree(level * _HEIGHT, index * WIDTH + each) for each in range(width)
        )
        for level, index, width in _changed(tree.size, old_size, new_size)
    }


def entry_bundles_for(entries: Sequence[bytes], old_size: int, new_size: int) -> dict[str, bytes]:
    """Return the bundles of entries that are new when a log grows, by the names of their files.

    Raises ``ValueError`` for sizes that are not in order or beyond the entries.
    """
    return {
        entry_bundle_path(index, width): entry_bundle(entries[index * WIDTH :][:width])
        for level, index, width in _changed(len(entries), old_size, new_size)
        if level == 0
    }


def entries_of(files: Mapping[str, bytes], size: int) -> tuple[bytes, ...]:
    """Return the entries of a log of ``size`` from its bundles, by the names of their files.

    Where a partial bundle is gone, the full one in its place is read; other files are passed over.
    Raises :class:`TileUnreadable` where a bundle is missing or wrong. The entries are not proven:
    compare the root over :func:`leaf_hashes_of` with that of a checkpoint.
    """
    found: list[bytes] = []
    for level, index, width in _changed(size, 0, size):
        if level:
            break
        name, full = entry_bundle_path(index, width), entry_bundle_path(index)
        if name in files:
            found += entries_in_bundle(files[name], width)
        elif full in files:
            found += entries_in_bundle(files[full], WIDTH)[:width]
        else:
            raise TileUnreadable("a bundle of entries is missing")
    return tuple(found)


def leaf_hashes_of(files: Mapping[str, bytes], size: int) -> tuple[bytes, ...]:
    """Return the leaf hashes of a log of ``size`` from its bundles; raise as :func:`entries_of`."""
    return tuple(leaf_hash(entry) for entry in entries_of(files, size))


def check_tiles(files: Mapping[str, bytes], size: int) -> None:
    """Raise :class:`TileUnreadable` unless the hash tiles of a log of ``size`` are those of its bundles.

    Where a partial tile is gone, the beginning of the full one is taken.
    """
    tree = tree_of(leaf_hashes_of(files, size))
    for name, tile in tiles_of_tree(tree, 0, size).items():
        full = name.partition(".p/")[0]
        found = files.get(name)
        if found is None and full in files and len(files[full]) == WIDTH * HASH_BYTES:
            found = files[full][: len(tile)]
        if found is None:
            raise TileUnreadable("a tile of hashes is missing")
        if found != tile:
            raise TileUnreadable("a tile of hashes is not that of the entries")


def _changed(count: int, old_size: int, new_size: int) -> Iterator[tuple[int, int, int]]:
    """Level, index and width of each tile that a log of the new size has and the old one had not."""
    if not 0 <= old_size <= new_size <= count:
        raise ValueError("the sizes of a log are not in order")
    level, old, new = 0, old_size, new_size
    while new > old:
        for index in range(old // WIDTH, -(-new // WIDTH)):
            yield level, index, min(WIDTH, new - index * WIDTH)
        level, old, new = level + 1, old // WIDTH, new // WIDTH
