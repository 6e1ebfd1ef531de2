"""A customer logs in: the form robot, a real browser, or the person himself."""
