"""Certificates: a run that was judged again, stated and signed so that a third party can check it offline.

An in-toto statement in a DSSE envelope. Whoever holds the key can forge exchanges, not verdicts.
"""
