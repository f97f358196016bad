"""Tests of the pure core; the folders mirror src/detente/core."""
