"""The space of packages, and what each party gets in it."""
