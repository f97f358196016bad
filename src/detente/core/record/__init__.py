"""The case as values: its entries, what is known on a date, and what is wrong in it."""
