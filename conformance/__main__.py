"""`python -m conformance` is `stet-conformance`."""

from conformance.cli import main

main()
