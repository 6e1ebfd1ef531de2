"""What is said of a certificate, for a terminal. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.attestation.certificate import Checked


def told(found: Checked) -> Iterator[str]:
    """All that is to be said of it, line by line."""
    yield from (f"certificate   {one}" for one in found.wrong)
    if found.wrong:
        return
    until = f"{'expired on' if found.expired else 'in force until'} {found.expires}"
    whose = "signed by the key that was asked for" if found.known else "intact, signer unknown"
    yield f"certificate   {whose}; operator {found.operator}; {until}"
    yield f"              key {found.fingerprint}"
    if not found.known:
        yield "              have the fingerprint from the operator by another way, and give it with --key"
