"""A second, small bank, written from the documentation alone, so that the harness is not tuned to one server.

It keeps every documented promise and differs wherever the text leaves room. `start()` serves it from a thread.
"""

from .bank import Running, start

__all__ = ["Running", "start"]
