"""Bodies as the documentation prints them, and the same with one place changed."""

import copy
import json
from pathlib import Path
from typing import Any, Final

from tests.support.validators import SCHEMAS, refusals

SAMPLES: Final = Path(__file__).parents[1] / "specs" / "samples"
GONE: Final = object()


def sample(name: str) -> Any:
    """A body that the documentation prints."""
    return json.loads((SAMPLES / f"{name}.json").read_bytes())


OTHERS: Final = {
    "error": {"status": 404, "message": "AC01"},
    "oauth-error": {"error": "invalid_grant"},
    "beneficiaries": {
        "beneficiaries": [
            {
                "creditor": {"name": "Marc"},
                "creditorAccount": {"iban": "FR7613807008043001965405158"},
                "isTrusted": True,
            }
        ],
        "_links": {"self": {"href": "/stet/psd2/v1.4.2/trusted-beneficiaries"}},
    },
}

GOOD: Final = {
    "accounts": sample("accounts-adam-consented"),
    "balances": sample("balances-marc"),
    "transactions": sample("transactions-sarl2640-page-1"),
    "identity": sample("identity-marc"),
    "consents": sample("consents-marc"),
    "token": sample("token"),
    **OTHERS,
}


def mutated(name: str, path: str, value: Any) -> Any:
    """The good body of that name with one place set, or taken out where the value is GONE."""
    body = copy.deepcopy(GOOD[name])
    *above, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place: Any = body
    for part in above:
        place = place[part]
    if value is GONE:
        del place[last]
    else:
        place[last] = value
    return body


def refused(name: str, body: Any) -> set[str]:
    """Where the body breaks what must be, by STET or by the bank's documentation."""
    bank = f"{name}.bank"
    return refusals(name, body) | (refusals(bank, body) if bank in SCHEMAS else set())


def case(row: tuple[Any, ...]) -> str:
    """The name of a row of such changes."""
    return f"{row[0]}:{row[1]}={'gone' if row[2] is GONE else json.dumps(row[2], ensure_ascii=True)[:40]}"
