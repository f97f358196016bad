"""Scenarios of other programs: one module a format, each with one stated meaning."""
