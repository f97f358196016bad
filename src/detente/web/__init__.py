"""What people see: words, pages, documents."""
