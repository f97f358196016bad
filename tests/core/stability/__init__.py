"""Tests of stability; the modules mirror src/detente/core/stability."""
