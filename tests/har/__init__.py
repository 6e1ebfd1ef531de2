"""HTTP archives."""
