"""What runs of banks came to, kept over time in one SQLite file; nothing personal stands in it."""
