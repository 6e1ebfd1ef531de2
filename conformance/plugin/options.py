"""The options of the plugin, declared; what they come to is in `settings`."""

from __future__ import annotations

import pytest


def add(parser: pytest.Parser) -> None:
    """`--base-url` is pytest-base-url's; it stands for a target without a file."""
    group = parser.getgroup("stet-conformance", "conformance of a PSD2 account-information API (STET)")
    group.addoption(
        "--target",
        metavar="FILE",
        dest="stet_target",
        help="examine the bank that this target file describes; without paths: by the whole catalogue",
    )
    group.addoption("--reports", metavar="DIR", dest="stet_reports", help="where a run writes its reports (reports/)")
    group.addoption(
        "--ledger", metavar="NAME", dest="stet_ledger",
        help="the name of the ledger in that folder (ledger.jsonl); one that ends in .gz or .zst is packed",
    )  # fmt: skip
    group.addoption(
        "--har", action="store_true", dest="stet_har",
        help="write what was exchanged as an HTTP archive too, traffic.har in the reports folder",
    )  # fmt: skip
    group.addoption(
        "--now", metavar="MOMENT", dest="stet_now", help="run as if it were this moment, e.g. 2026-03-29T21:30 (Paris)"
    )
    group.addoption(
        "--lang", metavar="fr|en", choices=("fr", "en"), dest="stet_lang",
        help="the language of the dossier (that of the environment)",
    )  # fmt: skip
    group.addoption(
        "--documentation", metavar="FILE", dest="stet_documentation",
        help="the bank's documentation as text, to show each broken promise in its own words",
    )  # fmt: skip
    group.addoption(
        "--in-flight", metavar="N", type=int, dest="stet_in_flight",
        help="scenarios played at once, each with personas of its own (limits.in_flight of the target file, or 1)",
    )  # fmt: skip
    group.addoption(
        "--mask-personal-data",
        action="store_true",
        dest="stet_mask_personal",
        help="other IBANs, names and texts of the same form in place of personal data, in every report",
    )
    group.addoption(
        "--examples",
        metavar="BUDGET",
        dest="stet_examples",
        help="generated cases beside the scenarios: quick, deep, or how many for each property",
    )
    group.addoption(
        "--examples-seed", metavar="N", type=int, default=0, dest="stet_seed", help="other cases: another seed (0)"
    )
    group.addoption(
        "--keep-examples",
        metavar="DIR",
        dest="stet_keep_examples",
        help="write each counter-example as a scenario into this folder",
    )
    group.addoption(
        "--shard", metavar="K/N", dest="stet_shard",
        help="only the Kth of N shares of what is selected, to be joined by `stet-conformance merge`",
    )  # fmt: skip
    group.addoption(
        "--only", metavar="NAME", action="append", default=[], dest="stet_only",
        help="only the scenarios of this name, folder or requirement id, by whole names (may be repeated); "
        "-k takes parts of names, requirement ids and personas, -m the chapters and `acceptance`",
    )  # fmt: skip
