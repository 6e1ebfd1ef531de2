"""What the bank promises, read once: the cast, the register of requirements, the error codes, ambiguities and schemas.

The files are documents, not code; they stand in `specs/` of the checkout, or ship inside the installed package.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson

from conformance import yamlfile
from conformance.errors import Broken, Mistake, Mistakes
from conformance.grammar import Grammar
from conformance.model import JSON

_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A payment account of a persona; `balance` is the documentation's snapshot, in euro."""

    nickname: str
    iban: str
    resource_id: str
    balance: str
    transactions_consented: bool
    balances_consented: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """A fictitious customer of the bank, as the documentation describes him."""

    id: str
    name: str
    login: str
    login_alternates: tuple[str, ...]
    sms_code: str
    accounts: tuple[Account, ...]
    cards: int
    raw: Mapping[str, Any]
    """The persona as the cast file has it, for `$words` that name a member."""
    identity_consented: bool

    def account(self, nickname: str) -> Account | None:
        """The account of that nickname; None where the persona has none."""
        return next((account for account in self.accounts if account.nickname == nickname), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """All personas, and the ids that belong to nobody."""

    personas: Mapping[str, Persona]
    unknown: Mapping[str, str]
    client_id: str
    redirect_uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One promise of the documentation or of STET."""

    id: str
    chapter: str
    level: str
    """must, should, may or info."""
    rule: str
    """Whose rule: bank or STET."""
    says: str
    lines: tuple[str, ...]
    stet: str
    reading: tuple[str, ...]
    needs: str
    not_tested: str

    @property
    def acceptance(self) -> bool:
        """Whether it is one of the documented acceptance tests."""
        return self.id.startswith("AT-")


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorCode:
    """One code of the bank's tables: the statuses it may come with, and those that deserve a warning."""

    code: str
    variants: tuple[str, ...]
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One chapter of the documentation: the lines it spans and those that promise nothing testable."""

    title: str
    lines: str
    prose: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Specs:
    """Everything that is promised."""

    folder: Path
    cast: Cast
    register: Mapping[str, Requirement]
    chapters: tuple[Chapter, ...]
    codes: Mapping[str, ErrorCode]
    ambiguities: Mapping[str, Mapping[str, Any]]
    bodies: Mapping[str, jsonschema_rs.Draft202012Validator]
    """The compiled schema of each body: `accounts` is what must be, `accounts.advice` what should."""
    digest: str
    """SHA-256 of the register and the schemas: names the frozen set that a run was judged by."""


VERSION = "STET 1.4.2.17"


def locate() -> Path:
    """The folder of the specs: the checkout's where there is one, else the one inside the package."""
    return _located("specs")


def scenarios_folder() -> Path:
    """The folder of the shipped scenarios; found like the specs."""
    return _located("scenarios")


def _located(name: str) -> Path:
    for folder in (_PACKAGE.parent / name, _PACKAGE / "shipped" / name):
        if folder.is_dir() and (folder.parent / "conformance").is_dir() | (folder.parent.name == "shipped"):
            return folder
    raise Broken(f"the folder `{name}` is missing from this installation; install the package again")


@cache
def load() -> Specs:
    """The shipped specs. Raises Mistakes where one of their files is wrong."""
    return read(locate())


def read(folder: Path) -> Specs:
    """The specs of one folder."""
    register, chapters = _register(folder / "requirements")
    return Specs(
        folder=folder,
        cast=read_cast(folder / "cast.yaml"),
        register=register,
        chapters=chapters,
        codes=_codes(folder / "errors.yaml"),
        ambiguities=_ambiguities(folder / "ambiguities.yaml"),
        bodies=_bodies(folder / "stet-1.4.2"),
        digest=_digest(folder),
    )


def read_cast(path: Path) -> Cast:
    """A cast file: the shipped one, or that of a mock with personas of its own. Raises Mistakes."""
    document = yamlfile.read(path)
    _validate(document, locate() / "cast.schema.json")
    data = document.data
    return Cast(
        personas={key: _persona(key, value) for key, value in data["personas"].items()},
        unknown=data.get("unknown", {}),
        client_id=data.get("client_id", ""),
        redirect_uri=data.get("redirect_uri", ""),
    )


def _persona(key: str, data: Mapping[str, Any]) -> Persona:
    accounts = tuple(_account(account) for account in data["accounts"])
    members: dict[str, Any] = {**data, **{account["nickname"]: account for account in data["accounts"]}}
    members |= {card["nickname"]: card for card in data.get("cards", {}).get("known", ())}
    return Persona(
        id=key,
        name=data["name"],
        login=str(data["login"]),
        login_alternates=tuple(str(login) for login in data.get("login_alternates", ())),
        sms_code=str(data["sms_code"]),
        accounts=accounts,
        cards=data.get("cards", {}).get("announced", 0),
        raw=members,
        identity_consented=bool(data.get("identity", {}).get("consented", True)),
    )


def _account(data: Mapping[str, Any]) -> Account:
    consented = data.get("consented", {})
    return Account(
        nickname=data["nickname"],
        iban=data["iban"],
        resource_id=data["resourceId"],
        balance=str(data.get("balance", "")),
        transactions_consented=bool(consented.get("transactions", True)),
        balances_consented=bool(consented.get("balances", True)),
    )


def _register(folder: Path) -> tuple[dict[str, Requirement], tuple[Chapter, ...]]:
    found: dict[str, Requirement] = {}
    chapters: list[Chapter] = []
    mistakes: list[Mistake] = []
    for path in sorted(folder.glob("*.yaml")):
        document = yamlfile.read(path)
        data = document.data
        title = data["chapter"]
        chapters.append(
            Chapter(title=title, lines=str(data.get("lines", "")), prose=tuple(map(str, data.get("prose", ()))))
        )
        for key, value in (data.get("requirements") or {}).items():
            if key in found:
                place = document.key_place(("requirements", key))
                mistakes.append(Mistake(place=place, says=f"{key} is already defined in {found[key].chapter}"))
            found[key] = _requirement(key, title, value)
    if mistakes:
        raise Mistakes(mistakes)
    return found, tuple(chapters)


def _requirement(key: str, chapter: str, data: Mapping[str, Any]) -> Requirement:
    return Requirement(
        id=key,
        chapter=chapter,
        level=data["level"],
        rule=data["rule"],
        says=" ".join(str(data["says"]).split()),
        lines=tuple(map(str, data.get("lines", ()))),
        stet=data.get("stet", ""),
        reading=tuple(data.get("reading", ())),
        needs=data.get("needs", ""),
        not_tested=data.get("not_tested", ""),
    )


def _codes(path: Path) -> dict[str, ErrorCode]:
    if not path.exists():
        return {}
    data = yamlfile.read(path).data
    entries = data.get("codes", data)
    return {
        code: ErrorCode(code=code, variants=tuple(entry.get("variants", ())), meaning=entry.get("meaning", ""))
        for code, entry in entries.items()
    }


def _ambiguities(path: Path) -> dict[str, Mapping[str, Any]]:
    if not path.exists():
        return {}
    data = yamlfile.read(path).data
    entries = data.get("ambiguities", data)
    if isinstance(entries, list):
        return {entry["id"]: entry for entry in entries}
    return dict(entries)


def _bodies(folder: Path) -> dict[str, jsonschema_rs.Draft202012Validator]:
    documents = {path.stem: orjson.loads(path.read_bytes()) for path in sorted(folder.glob("*.json"))}
    registry = jsonschema_rs.Registry([(document["$id"], document) for document in documents.values()])
    return {
        name: jsonschema_rs.Draft202012Validator(document, registry=registry, validate_formats=True)
        for name, document in documents.items()
    }


def _digest(folder: Path) -> str:
    hashed = hashlib.sha256()
    for path in sorted([*folder.glob("requirements/*.yaml"), *folder.glob("stet-1.4.2/*.json")]):
        hashed.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return hashed.hexdigest()


def grammar(name: str) -> JSON:
    """The JSON Schema of one of our own files: scenario, target, cast, requirement, ledger, deviations."""
    return orjson.loads((locate() / f"{name}.schema.json").read_bytes())


def _validate(document: yamlfile.Document, schema: Path) -> None:
    found = Grammar(orjson.loads(schema.read_bytes())).mistakes(document)
    if found:
        raise Mistakes(found)
