"""How large a graph model in a file may be; what is larger is refused before it is built."""

from __future__ import annotations

BYTES_AT_MOST = 16 * 1024 * 1024
"""The largest file that is read: 16 MiB."""

PARTIES_AT_MOST = 100

PATTERNS_AT_MOST = 1000
"""How many patterns may say what is infeasible."""

STATES_AT_MOST = 2**22

MOVES_AT_MOST = 10_000_000
"""How many moves are listed one by one, where some cannot be taken back."""

WORK_AT_MOST = 10**10
"""States times words of statements: beyond, ranking them would take minutes."""

NAME_AT_MOST = 200
"""Letters of a name."""
