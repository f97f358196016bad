"""Tests of the checks: each mistake gives its own code, and nothing else does."""
