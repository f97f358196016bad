"""A secret in parts: any two of three hold it (Shamir), or only all together (exclusive or).

Shamir's scheme over GF(2^8) with the polynomial of AES, byte by byte ([Shamir 1979]): the same as in
other libraries, so that shares can be put together without ours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

Chance = Callable[[int], bytes]
"""Gives so many random bytes; the caller decides where from."""


def _tables() -> tuple[tuple[int, ...], tuple[int, ...]]:
    powers, logarithms, value = [0] * 510, [0] * 256, 1
    for exponent in range(255):
        powers[exponent] = powers[exponent + 255] = value
        logarithms[value] = exponent
        value ^= (value << 1) ^ (0x11B if value & 0x80 else 0)  # times 3, which generates all
        value &= 0xFF
    return tuple(powers), tuple(logarithms)


_POWERS, _LOGARITHMS = _tables()


def _times(left: int, right: int) -> int:
    return _POWERS[_LOGARITHMS[left] + _LOGARITHMS[right]] if left and right else 0


def _divided(left: int, right: int) -> int:
    return _POWERS[_LOGARITHMS[left] + 255 - _LOGARITHMS[right]] if left else 0


def two_of_three(secret: bytes, chance: Chance) -> dict[int, bytes]:
    """Return shares 1, 2 and 3 of a secret: any two give it back, one alone tells nothing of it.

    The coefficients are uniform, zero included. Each share is as long as the secret.
    """
    slopes = chance(len(secret))
    return {
        point: bytes(
            constant ^ _times(slope, point) for constant, slope in zip(secret, slopes, strict=True)
        )
        for point in (1, 2, 3)
    }


def secret_from_two(shares: Mapping[int, bytes]) -> bytes:
    """Return the secret of two shares, given by their numbers; any further ones must agree.

    Raises ``ValueError`` for fewer than two, for other numbers than 1, 2 and 3, for different
    lengths, and where a third share does not lie on the line of the first two.

    >>> shares = two_of_three(b"key", lambda count: bytes(range(count)))
    >>> secret_from_two({1: shares[1], 3: shares[3]})
    b'key'
    """
    points = sorted(shares)
    if len(points) < 2 or not set(points) <= {1, 2, 3}:
        raise ValueError("two of the shares 1, 2 and 3 are needed")
    if len({len(share) for share in shares.values()}) != 1:
        raise ValueError("the shares are not of one length")
    secret = _on_line(points[:2], shares, 0)
    if any(_on_line(points[:2], shares, point) != shares[point] for point in points[2:]):
        raise ValueError("the shares do not belong together")
    return secret


def _on_line(points: Sequence[int], shares: Mapping[int, bytes], where: int) -> bytes:
    """The value at a point of the line through two shares."""
    first, second = points
    weights = (
        _divided(where ^ second, first ^ second),
        _divided(where ^ first, second ^ first),
    )
    return bytes(
        _times(left, weights[0]) ^ _times(right, weights[1])
        for left, right in zip(shares[first], shares[second], strict=True)
    )


def all_together(secret: bytes, count: int, chance: Chance) -> tuple[bytes, ...]:
    """Return so many parts of a secret: all together give it back, any fewer tell nothing of it."""
    parts = [chance(len(secret)) for _ in range(count - 1)]
    return (*parts, together((secret, *parts)))


def together(parts: Sequence[bytes]) -> bytes:
    """Return the exclusive or of parts of one length; there has to be at least one.

    >>> together((b"\\x01", b"\\x03"))
    b'\\x02'
    """
    found = bytes(parts[0])
    for part in parts[1:]:
        found = bytes(left ^ right for left, right in zip(found, part, strict=True))
    return found
