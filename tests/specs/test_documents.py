"""The cast, the error codes and the ambiguities: each keeps its grammar, and their facts hold together."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

SPECS = Path(__file__).parents[2] / "specs"
TABLES = {  # lines of the documentation's five tables of error codes
    "accounts": range(744, 757),
    "consents": range(991, 1008),
    "balances": range(1229, 1246),
    "transactions": range(1581, 1598),
    "identity": range(2076, 2082),
}


def read(name: str) -> Any:
    return yaml.safe_load((SPECS / f"{name}.yaml").read_text(encoding="utf-8"))


CAST, CODES, AMBIGUITIES = read("cast"), read("errors")["codes"], read("ambiguities")["ambiguities"]
PERSONAS = CAST["personas"]
ACCOUNTS = [(key, account) for key, persona in PERSONAS.items() for account in persona["accounts"]]


@pytest.mark.parametrize("name", ["cast", "errors", "ambiguities", "places"])
def test_keeps_its_grammar(name: str) -> None:
    """The document is valid against its schema, which editors find by the first line."""
    schema = json.loads((SPECS / f"{name}.schema.json").read_bytes())
    jsonschema.Draft7Validator.check_schema(schema)
    assert [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(read(name))] == []
    first = (SPECS / f"{name}.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema={name}.schema.json"


@pytest.mark.parametrize("name", ["cast", "errors", "ambiguities", "places"])
def test_refuses_unknown_keys(name: str) -> None:
    """A misspelled key is not passed over."""
    schema = json.loads((SPECS / f"{name}.schema.json").read_bytes())
    document = read(name)
    document["persona"] = {}
    assert not jsonschema.Draft7Validator(schema).is_valid(document)


def test_all_personas_are_there() -> None:
    assert list(PERSONAS) == ["marc", "marie", "thomas", "alix", "technco", "adam", "lea", "sarl2640"]
    assert len(ACCOUNTS) == 19


@pytest.mark.parametrize(
    ("persona", "account"), ACCOUNTS, ids=lambda value: value if isinstance(value, str) else value["nickname"]
)
def test_iban_and_resource_id_fit(persona: str, account: dict[str, Any]) -> None:
    """The IBAN's check digits are right, and the id is 038-CPT and the account number of the IBAN (ambiguity G17)."""
    iban = account["iban"]
    digits = "".join(str(int(character, 36)) for character in iban[4:] + iban[:4])
    assert int(digits) % 97 == 1
    assert account["resourceId"] == "038-CPT" + iban[14:25], persona


def test_nicknames_name_one_thing() -> None:
    """Within a persona a nickname is one account or one card, and is no other word of the persona."""
    for key, persona in PERSONAS.items():
        names = [one["nickname"] for one in [*persona["accounts"], *persona["cards"].get("known", [])]]
        assert len(set(names)) == len(names), key
        assert not set(names) & set(persona), key
        assert set(persona.get("transactions", {})) <= set(names), key


def test_ids_are_used_once() -> None:
    """No IBAN, id or login belongs to two."""
    for member in ("iban", "resourceId"):
        values = [account[member] for _, account in ACCOUNTS]
        assert len(set(values)) == len(values)
    ids = {account["resourceId"] for _, account in ACCOUNTS}
    assert not ids & set(CAST["unknown"].values())
    assert len({persona["login"] for persona in PERSONAS.values()}) == len(PERSONAS)


def test_cards_hang_on_accounts_of_their_owner() -> None:
    for persona in PERSONAS.values():
        own = {account["resourceId"] for account in persona["accounts"]}
        cards = persona["cards"].get("known", [])
        assert len(cards) <= persona["cards"]["announced"]
        assert {card["linkedAccount"] for card in cards if "linkedAccount" in card} <= own


def test_documented_counts() -> None:
    """4,500 for the merchant, 245 for Adam."""
    assert sum(PERSONAS["sarl2640"]["transactions"].values()) == 4500
    assert PERSONAS["adam"]["transactions"] == {"busy": 245}


@pytest.mark.parametrize("code", CODES)
def test_code_stands_in_the_tables(code: str) -> None:
    """Each line is inside its operation's table."""
    for operation, line in CODES[code]["listed"].items():
        assert line in TABLES[operation]


def test_tables_are_complete() -> None:
    """Every line of every table is one code's."""
    for operation, lines in TABLES.items():
        listed = sorted(code["listed"][operation] for code in CODES.values() if operation in code["listed"])
        assert listed == list(lines)


@pytest.mark.parametrize("code", CODES)
def test_tolerance_cites_its_ambiguity(code: str) -> None:
    """A status that the documentation does not give comes from a known ambiguity; one it gives, from its lines."""
    for entry in (CODES[code], *CODES[code].get("except", {}).values()):
        statuses = entry["statuses"]
        assert set(entry.get("reading", [])) <= set(AMBIGUITIES)
        assert "reading" in entry or not {"accept", "warn"} & set(statuses)
        assert "lines" in entry or "must" not in statuses
        listed = [status for kind in statuses.values() for status in kind]
        assert len(set(listed)) == len(listed)


def test_ambiguities_are_complete() -> None:
    """Ten sections, numbered without gaps."""
    last = {"A": 24, "B": 15, "C": 24, "D": 14, "E": 13, "F": 24, "G": 36, "H": 6, "I": 7, "U": 9}
    assert list(AMBIGUITIES) == [f"{section}{number}" for section, end in last.items() for number in range(1, end + 1)]


def test_strict_readings_are_marked() -> None:
    """Where a milder reading was possible and not taken, the text says so."""
    strict = {key for key, value in AMBIGUITIES.items() if "Strict:" in value["reading"]}
    assert strict == {"C4", "C14", "C15", "E4", "E7", "E11", "F2", "F6", "F23", "G11", "G35"}


@pytest.mark.parametrize("key", AMBIGUITIES)
def test_lines_lie_in_the_documentation(key: str) -> None:
    for span in AMBIGUITIES[key]["lines"]:
        numbers = [int(number) for number in str(span).split("-")]
        assert numbers == sorted(numbers)
        assert 60 < numbers[0] <= numbers[-1] <= 3840


def test_readings_of_other_files_exist() -> None:
    """Every ambiguity that a schema or the register cites is there."""
    register = "".join(path.read_text(encoding="utf-8") for path in (SPECS / "requirements").glob("*.yaml"))
    schemas = "".join(path.read_text(encoding="utf-8") for path in (SPECS / "stet-1.4.2").glob("*.json"))
    cited = set(re.findall(r"ambiguity ([A-IU][0-9]+)", schemas))
    for found in re.findall(r"reading: \[([^\]]*)\]", register):
        cited |= set(re.split(r"[,\s]+", found.strip()))
    assert cited <= set(AMBIGUITIES)
