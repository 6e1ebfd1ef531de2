"""The project's own tests drive the plugin from outside, and come in two lengths."""

pytest_plugins = ["pytester", "tests.support.lengths", "tests.support.issued"]
