"""Who tests the tester: the scenarios against a bank that is wrong in named ways, and one that is merely different."""
