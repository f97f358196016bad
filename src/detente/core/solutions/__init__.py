"""What each theory of fairness picks, for any number of parties, exactly and with all ties."""
