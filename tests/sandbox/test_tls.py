"""The certificate folder of a bank that speaks TLS."""

from pathlib import Path

import pytest

from conformance.sandbox import start


def test_a_folder_without_certificates_is_told(tmp_path: Path) -> None:
    """Before the door opens."""
    with pytest.raises(FileNotFoundError, match=r"ca\.pem"):
        start(tls=tmp_path)
    with pytest.raises(ValueError, match="folder"):
        start(signatures=True)
