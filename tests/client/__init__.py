"""Tests of the room that knows HTTP, against tiny servers on this machine."""
