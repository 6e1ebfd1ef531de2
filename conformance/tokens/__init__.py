"""Access tokens: had by a login or given, kept, refreshed."""
