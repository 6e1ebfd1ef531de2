"""HTTP archives (HAR 1.2): what browsers, proxies and API tools record, read; and what a run exchanged, written.

`reading` takes an archive apart at the edge, whoever wrote it; `writing` writes one that browsers open.
"""
