"""Reading a target file: its YAML, its `$ENV{NAME}` values, its grammar, and what no grammar can say."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from conformance import specs, yamlfile
from conformance.errors import Mistake, Mistakes
from conformance.grammar import Grammar, did_you_mean
from conformance.late import pattern
from conformance.masking.secrets import Secrets
from conformance.model import JSON
from conformance.ownfiles import content
from conformance.target.address import base_address, wrong_address, wrong_proxy
from conformance.target.bearer import wrong_token
from conformance.target.target import BAD
from conformance.yamlfile import Document, KeyPath

_ENV: Final = pattern(r"\$ENV\{([^{}]*)\}")
_UNFILLED: Final = pattern(r"\$ENV\b|\$env\{|\$\{\w+\}")
"""What looks like a variable and is none: `$ENV{NAME` without its end, `$ENV(NAME)`, `$env{NAME}`, `${NAME}`."""
FROM_A_FILE: Final = "a file or a page it was copied from may have added that"
_NO_TEXT: Final = ("limits", "features", "live")
_FILES: Final[tuple[KeyPath, ...]] = (
    ("cast",),
    ("deviations",),
    ("tls", "certificate"),
    ("tls", "key"),
    ("tls", "ca"),
    ("signature", "key"),
    *(("tls", "bad", name, file) for name in BAD for file in ("certificate", "key")),
)


def read(path: Path, environ: Mapping[str, str], personas: Collection[str]) -> tuple[dict[str, Any], list[str]]:
    """The data of a target file, and the secrets that came in from the environment.

    Raises Mistakes that name all that is wrong with it, each with its place.
    """
    return read_document(_document(path), environ, personas, path.parent)


def read_document(
    document: Document, environ: Mapping[str, str], personas: Collection[str], folder: Path
) -> tuple[dict[str, Any], list[str]]:
    """The same of a document that says what a target file would; its paths count from the folder."""
    filled = _Filled(document, environ)
    data = filled.data
    unset = {mistake.place for mistake in filled.mistakes}
    breaches = Grammar(specs.grammar("target")).mistakes(replace(document, data=data))
    mistakes = filled.mistakes + [_masked(breach, filled.secrets) for breach in breaches if breach.place not in unset]
    if not mistakes:
        mistakes += _unknown_personas(document, data.get("tokens", {}), personas)
        mistakes += _wrong_tokens(document, data.get("tokens", {}))
        mistakes += _wrong_urls(document, data)
        mistakes += _missing_files(document, data, folder)
        mistakes += _contradictions(document, data)
    if mistakes:
        raise Mistakes(sorted(mistakes, key=_position))
    return data, filled.secrets


def file_at(folder: Path, text: str) -> Path:
    """The file that a path in a target file means: from the file's folder on, `~` being the home of the user."""
    try:
        return folder / Path(text).expanduser()
    except RuntimeError:  # nobody of that name, or no home at all: there is no such file, which is said as usual
        return folder / text


def _document(path: Path) -> Document:
    """The YAML of the file; a bare `$ENV{NAME}` between braces is what most often breaks it."""
    try:
        return yamlfile.read(path)
    except Mistakes as wrong:
        lines = []
        with suppress(OSError):  # that is said already
            lines = content(path, yamlfile.LARGEST).decode("utf-8", "replace").splitlines()
        raise Mistakes(_advised(each, lines) for each in wrong.mistakes) from None


def _advised(mistake: Mistake, lines: list[str]) -> Mistake:
    line = lines[mistake.place.line - 1] if mistake.place and mistake.place.line <= len(lines) else ""
    braces = "$ENV{" in line and "YAML" in mistake.says
    return replace(mistake, hint='between braces quote it: "$ENV{NAME}"') if braces else mistake


def _masked(mistake: Mistake, secrets: list[str]) -> Mistake:
    hidden = Secrets()
    hidden.learn(*secrets)
    return replace(mistake, says=hidden.mask(mistake.says))


def _position(mistake: Mistake) -> tuple[int, int]:
    return (mistake.place.line, mistake.place.column) if mistake.place else (0, 0)


class _Filled:
    """The data of a document with every `$ENV{NAME}` put in, the secrets that came in, and what was missing."""

    def __init__(self, document: Document, environ: Mapping[str, str]) -> None:
        self.document, self.environ = document, environ
        self.mistakes: list[Mistake] = []
        self.secrets: list[str] = []
        self.data = self._value(document.data, ())

    def _value(self, value: JSON, path: KeyPath) -> JSON:
        if isinstance(value, dict):
            return {key: self._value(item, (*path, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [self._value(item, (*path, index)) for index, item in enumerate(value)]
        if not isinstance(value, str):
            return value
        if _UNFILLED.search(_ENV.sub("", value)):
            self._misspelt(path)
        if "$ENV" not in value:
            return value
        text = _ENV.sub(lambda match: self._variable(match.group(1), path), value)
        # A number or a switch is no text, also where the environment gives it.
        return _scalar(text) if path[:1] and path[0] in _NO_TEXT else text

    def _misspelt(self, path: KeyPath) -> None:
        """Said without the value: what stands beside such a variable may be a part of a secret."""
        name = f"`{'.'.join(map(str, path))}`" if path else "the file"
        says = f"{name} has a variable that is written in another way and not filled in"
        self.mistakes.append(Mistake(place=self.document.place(path), says=says, hint="write $ENV{NAME}"))

    def _variable(self, name: str, path: KeyPath) -> str:
        found = self.environ.get(name, "")
        if found:
            self.secrets.append(found)
        else:
            says = f"the environment variable {name or '(no name)'} is {'empty' if name in self.environ else 'not set'}"
            self.mistakes.append(Mistake(place=self.document.place(path), says=says))
        return found


def _scalar(text: str) -> JSON:
    try:
        return yamlfile.parse(text, "$ENV").data
    except Mistakes:
        return text


def _unknown_personas(document: Document, tokens: Mapping[str, JSON], personas: Collection[str]) -> list[Mistake]:
    return [
        Mistake(
            place=document.key_place(("tokens", name)),
            says=f"unknown persona `{name}`",
            hint=did_you_mean(name, personas),
        )
        for name in tokens
        if name not in personas
    ]


def _wrong_tokens(document: Document, tokens: Mapping[str, Mapping[str, str]]) -> list[Mistake]:
    """The bank would not be asked with them at all; said without the token."""
    return [
        Mistake(
            place=document.place(("tokens", persona, scope)),
            says=f"`tokens.{persona}.{scope}`: the token {wrong}",
            hint=FROM_A_FILE,
        )
        for persona, scopes in tokens.items()
        for scope, token in scopes.items()
        if (wrong := wrong_token(token))
    ]


def _wrong_urls(document: Document, data: Mapping[str, Any]) -> list[Mistake]:
    found: list[tuple[KeyPath, str]] = [(("base_url",), base_address(data["base_url"])[1])]
    for key, value in data.get("oauth", {}).items():
        if key in ("authorize_url", "token_url", "revoke_url"):
            found.append((("oauth", key), wrong_address(value)))
    if "proxy" in data:
        found.append((("proxy",), wrong_proxy(data["proxy"])))
    return [
        Mistake(place=document.place(path), says=f"`{'.'.join(map(str, path))}` {wrong}")
        for path, wrong in found
        if wrong
    ]


def _missing_files(document: Document, data: Mapping[str, Any], folder: Path) -> list[Mistake]:
    mistakes = []
    for path in _FILES:
        value: Any = data
        for step in path:
            value = value.get(step) if isinstance(value, Mapping) else None
        if isinstance(value, str) and not file_at(folder, value).is_file():
            says = f"`{'.'.join(map(str, path))}`: there is no file {value}"
            hint = "paths count from the target file, and ~ is your home folder"
            mistakes.append(Mistake(place=document.place(path), says=says, hint=hint))
    return mistakes


def _contradictions(document: Document, data: Mapping[str, Any]) -> list[Mistake]:
    """What is allowed word by word but not together."""
    mistakes = []
    kind = data.get("login", {}).get("kind")
    if data.get("live") and kind in ("robot", "browser"):
        says = f"`login.kind: {kind}` is for a sandbox's fictitious personas: on a live bank only the customer logs in"
        mistakes.append(Mistake(place=document.place(("login", "kind")), says=says, hint="kind: person"))
    if kind == "browser" and not data["login"].get("steps"):
        says = "`login.kind: browser` needs `login.steps`: what to fill in and click, in order"
        mistakes.append(Mistake(place=document.place(("login",)), says=says))
    tls = data.get("tls", {})
    if data.get("live") and tls.get("verify") is False:
        mistakes.append(
            Mistake(place=document.place(("tls", "verify")), says="the certificate of a live bank is always verified")
        )
    if "key" in tls and "certificate" not in tls:
        says = "`tls.key` needs `tls.certificate`"
        mistakes.append(Mistake(place=document.place(("tls", "key")), says=says))
    features = data.get("features", {})
    for feature, needed, there in (("signature", "signature", data), ("mtls", "certificate", tls)):
        if features.get(feature) and needed not in there:
            where = "signature" if feature == "signature" else "tls.certificate"
            says = f"`features.{feature}` says what the bank demands, but `{where}` is missing"
            mistakes.append(Mistake(place=document.place(("features", feature)), says=says))
    return mistakes
