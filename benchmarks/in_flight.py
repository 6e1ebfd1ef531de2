"""What scenarios in flight save: the whole catalogue against a slow bank, one by one and several at once.

python benchmarks/in_flight.py [MILLISECONDS [IN_FLIGHT]]     50 ms an answer, 8 in flight unless said

The bound is the share of the run that no number in flight can shorten, as the run prints it: what is the whole bank's,
and what the busiest customer does before and after that. Times are those of whole processes, start-up and reports
included.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from conformance import specs

TARGET = """name: a slow bank
base_url: {root}
oauth: {{authorize_url: '{oauth}/authorize', token_url: '{oauth}/token', revoke_url: '{oauth}/revoke',
  client_id: PSDFR-ACPR-13807, redirect_uri: 'https://myAPP.fr/Home/OAuth2Callback'}}
features: {{quotas: true, clock: true, revocation: true, batch: true, fallback: true, refusal: true}}
quotas_url: {origin}/_sandbox/quotas
"""


def examined(target: Path, *words: str) -> tuple[float, str]:
    """The seconds that a run of the whole catalogue takes, and what it printed."""
    reports = target.parent / "reports"
    command = [sys.executable, "-m", "conformance", "run", str(specs.scenarios_folder()), *words]
    command += ["--target", str(target), "--reports", str(reports)]
    started = time.perf_counter()
    done = subprocess.run(command, cwd=target.parent, capture_output=True, text=True, check=False)
    return time.perf_counter() - started, done.stdout


def main(milliseconds: int, in_flight: int) -> None:
    """Print both times, their ratio and the bound."""
    command = [sys.executable, "-u", "-m", "conformance", "sandbox", "--port", "0", "--latency", str(milliseconds)]
    with tempfile.TemporaryDirectory() as folder, subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as bank:
        assert bank.stdout is not None
        root = bank.stdout.readline().split(" answers at ")[1].split()[0]
        oauth, origin = f"{root.removesuffix('/v1.4.2')}/oauth", root.removesuffix("/stet/psd2/v1.4.2")
        target = Path(folder, "bank.yaml")
        target.write_text(TARGET.format(root=root, oauth=oauth, origin=origin), encoding="utf-8")
        try:
            alone, _ = examined(target)
            together, out = examined(target, "--in-flight", str(in_flight))
        finally:
            bank.terminate()
    found = re.search(r"at best in ([0-9.]+)", out)
    bound = float(found[1]) if found else 1.0
    ratio = together / alone
    print(f"one by one {alone:.1f} s, {in_flight} in flight {together:.1f} s: {ratio:.2f} of it, bound {bound:.2f},")
    print(f"{ratio / bound:.2f} times the bound")


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("milliseconds", type=int, nargs="?", default=50)
    words.add_argument("in_flight", type=int, nargs="?", default=8)
    main(**vars(words.parse_args()))
