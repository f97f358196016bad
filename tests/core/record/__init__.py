"""Tests of the record: its entries and what is computed from them."""
