"""Files that only their recipients can open: the age format, with hybrid post-quantum keys."""
