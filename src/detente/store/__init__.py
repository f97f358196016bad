"""What is kept in a database: an index of what lies on disk, and what the local web app remembers."""
