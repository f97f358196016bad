"""Tests of the command line; the modules mirror src/detente/cli."""
