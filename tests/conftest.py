"""The project's own tests drive the plugin from outside, and come in two lengths."""

import signal

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # in the background: who is started by a test is to hear Ctrl-C
    signal.signal(signal.SIGINT, signal.default_int_handler)

pytest_plugins = ["pytester", "tests.support.lengths", "tests.support.issued"]
