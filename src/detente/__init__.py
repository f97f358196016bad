"""Détente: one record of a negotiation, from the first statement to the signed text."""

from detente.__about__ import __version__

__all__ = ["__version__"]
