"""Traffic that was recorded elsewhere."""
