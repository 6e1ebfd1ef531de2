"""`python -m conformance.fleet.child run …`: the command line, which ends as on Ctrl-C when its fleet is gone.

The fleet holds the other end of standard input open, and never writes to it: where that is closed, by whatever end the
fleet came to, the run puts its bank back as it was and writes its end.
"""

from __future__ import annotations

import _thread
import os
import runpy
import signal
import sys
import threading


def main() -> None:
    """Run the command line with the words of this one."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # also where the fleet was started with it ignored
    threading.Thread(target=_watch, args=(sys.stdin.fileno(),), daemon=True).start()
    runpy.run_module("conformance", run_name="__main__", alter_sys=True)


def _watch(fleet: int) -> None:
    while os.read(fleet, 1):  # not by the file object, which nobody may be reading from when the interpreter ends
        pass
    main_thread = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main_thread is not None:
        signal.pthread_kill(main_thread, signal.SIGINT)  # whatever it waits for
    else:
        _thread.interrupt_main()


if __name__ == "__main__":
    main()
