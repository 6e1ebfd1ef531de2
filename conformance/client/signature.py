"""The seal on requests: HTTP signatures as STET profiles them (draft-cavage-http-signatures, rsa-sha256).

The digest is sent always, of the empty body too (RFC 3230).
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Final

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from conformance.client.signed_text import Headers, digest, header, signed_names, signing_string
from conformance.errors import Blocked, mistake
from conformance.model import Call
from conformance.ownfiles import KEY_FILE, content
from conformance.target.target import Signature

_LONG_AGO: Final = datetime(2019, 10, 7, tzinfo=UTC)


class Seal:
    """Signs calls with one key. Raises Mistakes where the key cannot be read or is none of RSA."""

    def __init__(self, options: Signature) -> None:
        self.key_id = options.key_id
        self._key = _load(options)
        self._last: Call | None = None
        """What was signed last, and truly: it can be replayed."""

    def sign(self, call: Call, now: datetime, flaw: str = "") -> Call:
        """The call with Digest, Date and Signature. A call that brings its own Signature is left as it is.

        With a flaw: `none` has no Signature, `garbled` one of noise, `wrong_key` one by another key, `tampered` a
        digest of another body, `stale` a true one of long ago, `replayed` the headers of the call before, word for
        word. Raises Blocked where the call before was another one.
        """
        if flaw == "replayed":
            return self._again(call)
        given = {name.lower() for name, _ in call.headers}
        if "signature" in given:
            return call
        body = call.content or b""
        moment = _LONG_AGO if flaw == "stale" else now
        headers = list(call.headers)
        if "digest" not in given:
            headers.append(("Digest", digest(body + b" " if flaw == "tampered" else body)))
        if "date" not in given:
            headers.append(("Date", format_datetime(moment.astimezone(UTC), usegmt=True)))
        if flaw != "none":
            headers.append(("Signature", self._header(call.method, call.url, headers, body, flaw)))
        signed = replace(call, headers=tuple(headers))
        self._last = signed if not flaw else self._last
        return signed

    def _again(self, call: Call) -> Call:
        last = self._last
        if last is None or (last.method, last.url, last.content) != (call.method, call.url, call.content):
            raise Blocked("a replayed signature needs a step before it that sends the same request")
        return replace(call, headers=last.headers)

    def _header(self, method: str, url: str, headers: Headers, body: bytes, flaw: str) -> str:
        names = signed_names(headers, has_body=bool(body))
        known = [*headers, ("Content-Length", str(len(body)))]
        text = signing_string(method, url, known, names).encode()
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048) if flaw == "wrong_key" else self._key
        signature = hashlib.sha256(text).digest() * 8 if flaw == "garbled" else rsa_sha256(key, text)
        return header(self.key_id, names, signature)


def rsa_sha256(key: rsa.RSAPrivateKey, text: bytes) -> bytes:
    """RSASSA-PKCS1-v1_5 with SHA-256."""
    return key.sign(text, padding.PKCS1v15(), hashes.SHA256())


def _load(options: Signature) -> rsa.RSAPrivateKey:
    """The private key, from PEM or PKCS#12. Raises Mistakes."""
    passphrase = options.passphrase.encode() if options.passphrase else None
    try:
        data = content(options.key, KEY_FILE)
        pem = b"-----BEGIN" in data
        key = serialization.load_pem_private_key(data, passphrase) if pem else pkcs12.load_pkcs12(data, passphrase).key
    except (OSError, ValueError, TypeError) as error:
        hint = "PEM or PKCS#12; signature.passphrase opens it"
        raise mistake(f"{options.key}: no key can be read from it: {error}", hint=hint) from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise mistake(f"{options.key}: the seal must be an RSA key (rsa-sha256)")
    return key
