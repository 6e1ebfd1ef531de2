"""What every page drawn from a template is held to."""

from __future__ import annotations

import base64
import hashlib
import sys
from pathlib import Path

import jinja2
import pytest
from markupsafe import Markup

from conformance.report import templates


def drawn(folder: Path, source: str, **context: object) -> str:
    (folder / "page.html").write_text(source, encoding="utf-8")
    return templates.environment(folder).get_template("page.html").render(context)


def test_what_is_put_in_is_no_markup_and_hides_nothing(tmp_path: Path) -> None:
    """But for what the page says is markup of its own."""
    text = drawn(tmp_path, "{{ sent }} {{ own }}", sent="<b>\u202e", own=Markup("<i>"))
    assert text == "&lt;b&gt;\\u202e <i>"


def test_what_a_page_forgot_to_say_is_a_mistake_of_ours(tmp_path: Path) -> None:
    """It is not left out in silence."""
    with pytest.raises(jinja2.UndefinedError):
        drawn(tmp_path, "{{ missing }}")


def test_a_compiled_template_is_taken_again_and_a_torn_one_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that compiles beside another one may have been killed in the middle of it."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    assert drawn(tmp_path, "one") == "one"
    (compiled,) = (tmp_path / "__pycache__").iterdir()
    compiled.write_bytes(compiled.read_bytes()[:20])
    templates.environment.cache_clear()
    assert drawn(tmp_path, "one") == "one"


def test_a_policy_lets_only_the_own_style_and_script_run() -> None:
    """Known by what they hold; without a script none runs."""
    style = base64.b64encode(hashlib.sha256(b"a {}").digest()).decode()
    assert f"style-src 'sha256-{style}';" in templates.policy("a {}")
    assert "script-src 'none';" in templates.policy("a {}")
    assert "script-src 'sha256-" in templates.policy("a {}", "run()")
