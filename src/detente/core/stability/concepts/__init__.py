"""Concepts of stability, one module each with its definition."""
