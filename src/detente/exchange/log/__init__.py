"""The transparency log in the C2SP formats: tree, signed notes, checkpoints, proofs and tiles.

Everything here is pure: no file, clock, network or chance. Formats: C2SP signed-note,
tlog-checkpoint, tlog-cosignature, tlog-proof, tlog-tiles; the tree is that of RFC 6962.
"""
