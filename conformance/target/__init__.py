"""The bank to examine, as its target file or its base URL describes it."""
