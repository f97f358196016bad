"""The sealed exchange: proposals that nobody opens before all are in."""
