"""Tests of reading and writing case files; the modules mirror src/detente/formats."""
