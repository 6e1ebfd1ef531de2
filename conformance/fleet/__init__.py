"""A whole group of banks: each examined by a process of its own, and one overview of all of them."""
