"""Stands here so that the folder of the checkout is on the path: tests import each other's helpers by `tests.`."""
