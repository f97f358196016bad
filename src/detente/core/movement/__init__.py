"""Who moved, toward whom, and what conduct the record shows; nothing is ranked or judged."""
