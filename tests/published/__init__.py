"""Cases that others have published, with every number they print."""
