"""The embedded reference bank: it answers as the bank's documentation says, from data and code of its own."""

from conformance.sandbox.server import Running, create_app, start

__all__ = ["Running", "create_app", "start"]
