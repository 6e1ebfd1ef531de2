"""The project's own tests drive the plugin from outside."""

pytest_plugins = ["pytester"]
