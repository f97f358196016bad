"""The graph model of a conflict: states, moves, and which states hold."""
