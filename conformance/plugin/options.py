"""The options of the plugin, declared and read; what they come to is in `settings`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

    from conformance.plugin.settings import Asked


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


def asked(config: pytest.Config) -> Asked:
    """What a session of pytest is asked to do by these options, its ini file and xdist."""
    # Every session of others declares the options; only one that is a run reads them.
    from conformance.plugin.announcement import COMMAND, DISTRIBUTION, given_to_worker  # noqa: PLC0415
    from conformance.plugin.masking_key import key_of  # noqa: PLC0415
    from conformance.plugin.settings import Asked  # noqa: PLC0415

    given, directs = given_to_worker(config), _directs_workers(config)
    return Asked(
        target=config.getoption("stet_target"),
        base_url=_base_url(config),
        only=tuple(config.getoption("stet_only")),
        shard=config.getoption("stet_shard"),
        reports=config.getoption("stet_reports"),
        ledger=config.getoption("stet_ledger"),
        har=bool(config.getoption("stet_har")),
        now=config.getoption("stet_now"),
        mask_personal_data=bool(config.getoption("stet_mask_personal")),
        examples=config.getoption("stet_examples"),
        examples_seed=config.getoption("stet_seed"),
        keep_examples=config.getoption("stet_keep_examples"),
        in_flight=config.getoption("stet_in_flight"),
        lang=config.getoption("stet_lang"),
        documentation=config.getoption("stet_documentation"),
        key=key_of(config),
        worker=str(given.get("workerid", "")),
        workers=int(given.get("workercount", 0)) or (len(config.getoption("tx")) if directs else 1),
        directs_workers=directs,
        distribution=given.get(DISTRIBUTION) or (config.getoption("dist") if directs else ""),
        collect_only=bool(config.getoption("collectonly")),
        under_pytest=not config.pluginmanager.hasplugin(COMMAND),
    )


def _directs_workers(config: pytest.Config) -> bool:
    """Whether workers of xdist do the playing for this process."""
    distributed = config.getoption("dist", "no") != "no" and bool(config.getoption("tx", None))
    return distributed and not hasattr(config, "workerinput")


def _base_url(config: pytest.Config) -> str:
    """The base URL, whoever gave it; '' without one, or without pytest-base-url."""
    if not hasattr(config.option, "base_url"):
        return ""
    return str(config.getoption("base_url") or config.getini("base_url") or "")
