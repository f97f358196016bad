"""Tests of the concepts of stability, one module each."""
