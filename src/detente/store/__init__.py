"""What is kept in a database: an index of what lies on disk, never its content."""
