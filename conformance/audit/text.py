"""An audit in words, and as data. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from conformance.audit.auditing import Audit, Told
from conformance.report import cause_text
from conformance.visible import on_one_line
from conformance.wording import plural

FORMAT: Final = 1


def headline(found: Audit) -> str:
    """`no contradiction in 2,231 exchanges; 19 of 25 rules had something to judge`."""
    number = found.contradictions
    says = plural(number, "contradiction") if number else "no contradiction"
    exchanges = f"{found.exchanges:,} exchange{'' if found.exchanges == 1 else 's'}"
    return f"{says} in {exchanges}; {found.judged} of {len(found.rules)} rules had something to judge"


def render(found: Audit) -> str:
    """All of it; the headline last, as a run says its word."""
    return "\n".join(map(on_one_line, _lines(found))) + "\n"


def _lines(found: Audit) -> Iterator[str]:
    for cause in found.causes:
        yield f"{'CONTRADICTION' if cause.must else 'SHOULD'}  {cause.sentence}"
        for label, text in (
            ("breaks", cause_text.breaks(cause)),
            ("seen", cause_text.seen(cause)),
            ("rules", ", ".join(cause.rules)),
        ):
            if text:
                yield f"    {label.ljust(9)}{text}"
        if cause.first:
            theirs = f", the bank's X-Request-ID {cause.request_id}" if cause.request_id else ""
            yield f"    {'first'.ljust(9)}exchange {cause.first}{theirs}"
    for rule in found.rules:
        for one in rule.contradictions:
            yield f"{'CONTRADICTION' if one.must else 'SHOULD'}  {one.says}"
            yield f"    {'breaks'.ljust(9)}{one.promise}: {rule.title}"
            earlier = f", after exchange {one.earlier}" if one.earlier else ""
            yield f"    {'shown'.ljust(9)}in exchange {one.exchange}{earlier}"
    for remark in found.remarks:
        yield f"note  {remark}"
    idle = [rule.name for rule in found.rules if not rule.judged]
    if idle:
        yield f"nothing to judge for  {', '.join(idle)}"
    yield f"{found.name}  {found.base_url or 'no API found in it'}"
    yield headline(found)


def data(found: Audit) -> dict[str, Any]:
    """The same for programs."""
    return {
        "format": FORMAT,
        "traffic": found.name,
        "base_url": found.base_url,
        "says": headline(found),
        "exchanges": found.exchanges,
        "contradictions": found.contradictions,
        "rules_with_something_to_judge": found.judged,
        "rules": [_rule(one) for one in found.rules],
        "causes": [
            {
                "sentence": one.sentence,
                "promise": one.promise,
                "level": one.level,
                "answers": one.answers,
                "out_of": one.out_of,
                "first": one.first,
                "request_id": one.request_id,
                "rules": list(one.rules),
            }
            for one in found.causes
        ],
        "remarks": list(found.remarks),
    }


def _rule(told: Told) -> dict[str, Any]:
    found = [
        {"promise": one.promise, "says": one.says, "exchange": one.exchange, "earlier": one.earlier, "must": one.must}
        for one in told.contradictions
    ]
    return {"name": told.name, "title": told.title, "judged": told.judged, "contradictions": found}
