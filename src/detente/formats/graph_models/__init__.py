"""Graph models of conflicts in files: our JSON, and the JSON of GMCR+."""
