"""Tests of movement and conduct."""
