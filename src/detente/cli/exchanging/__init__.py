"""The subcommands of ``detente exchange``, one module each, and what they share."""
