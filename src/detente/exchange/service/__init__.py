"""What the sealed exchange does with files, sockets and clocks; the rules are in the pure modules."""
