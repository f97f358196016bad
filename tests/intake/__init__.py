"""Tests of reading documents; hostile ones too."""
