"""Why a text is not YAML: the mistakes of those who write it seldom, each in our words and at its place."""

from __future__ import annotations

import pytest
import yaml

from conformance.yamltraps import explain

LOADERS = [yaml.SafeLoader, *([yaml.CSafeLoader] if hasattr(yaml, "CSafeLoader") else [])]
"""The parser in Python and the one in C, which say the same mistake in different words."""
BRACKETS = "within a text is not allowed between brackets or braces"
INDENT = "the indentation of this line fits none of the lines above it"


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a:\n\tb: 1\n", "2:1: a tab indents this line"),
        ("steps:\n  - GET: /a\n  \texpect: b\n", "3:3: a tab indents this line"),
        ("expect:\n  has: [c, a[*].b]\n", f"2:12: `[` {BRACKETS}"),
        ("expect:\n  has: [a[0].b]\n", f"2:8: `[` {BRACKETS}"),
        ("expect:\n  count: {a[type=CARD]: 1}\n", f"2:10: `[` {BRACKETS}"),
        ("expect:\n  count: {accounts[*]: 1}\n", f"2:10: `[` {BRACKETS}"),
        ("a: {b: $ENV{X}}\n", f"1:8: `{{` {BRACKETS}"),
        ("title: Alix: three accounts\nas: alix\n", "1:12: a colon followed by a space is not allowed within a text"),
        ("covers:\n  - a: b: c\n", "2:9: a colon followed by a space is not allowed within a text"),
        ("a: {b: c: d}\n", "1:9: a colon followed by a space is not allowed within a text"),
        ("title:Alix\nas: alix\n", "1:6: a space is missing after the colon"),
        ("title: x\nas:alix\nb: c\n", "2:3: a space is missing after the colon"),
        ("steps:\n  - GET:/accounts\n    expect: {status: 200}\n", "2:8: a space is missing after the colon"),
        ("expect:\n  status:200\n  has: [a]\n", "2:9: a space is missing after the colon"),
        ("steps:\n  -GET: /a\n   expect: b\n", "2:3: a space is missing after the dash"),
        ("steps:\n  - GET: /a\n   expect: b\n", f"3:4: {INDENT}"),
        ("steps:\n  - GET: /a\n     expect: b\n", f"3:6: {INDENT}"),
        ("title: a\n  as: b\n", f"2:3: {INDENT}"),
        ("a:\n    b: 1\n  c: 2\n", f"3:3: {INDENT}"),
        (" a: 1\nb: 2\n", f"2:1: {INDENT}"),
        ("steps:\n  - GET: /a\n - GET: /b\n", f"3:2: {INDENT}"),
        ("a: 1\n\n# a remark\n b: 2\n", f"4:2: {INDENT}"),
        ("a: 1\n- b\n", "2:1: a list item (`- …`) among keys (`key: …`)"),
        ("- b\na: 1\n", "2:1: a key (`key: …`) among list items (`- …`)"),
        ("a: 1\nfoo\nb: 2\n", "2:1: this line is not of the form `key: value`"),
        ("foo\na: 1\n", "1:1: this line is not of the form `key: value`"),
        ("a: 1\n---\nb: 2\n", "2:1: `---` starts another document, and a file holds one"),
        ("a: 1\n...\nb: 2\n", "2:1: `...` starts another document, and a file holds one"),
        ("covers: [a, b\nas: c\n", "1:9: the `[` that opens here is never closed"),
        ("covers: [a, b", "1:9: the `[` that opens here is never closed"),
        ("expect: {status: 200\nas: c\n", "1:9: the `{` that opens here is never closed"),
        ("a: [b]]\n", "1:7: this `]` closes nothing"),
        ("a: {b: 1,, c: 2}\n", "1:10: there is a comma too many"),
        ("title: 'abc\nas: c\n", "1:8: the quote that opens here is never closed"),
        ('title: "abc\nas: c\n', "1:8: the quote that opens here is never closed"),
        ("title: 'Alix's card'\n", "1:14: the text ended before this at its closing '"),
        ('title: "a" b\n', '1:12: the text ended before this at its closing "'),
        ("a: {id}/b\n", "1:4: a text that starts with `{` needs quotes"),
        ("a: [x] b\n", "1:4: a text that starts with `[` needs quotes"),
        ("a: @x\n", "1:4: a text that starts with `@` needs quotes"),
        ("a: %x\n", "1:4: a text that starts with `%` needs quotes"),
        ("has: *.b\n", "1:6: a text that starts with `*` needs quotes"),
        ("a: *x\n", "1:4: a text that starts with `*` needs quotes"),
        ("a: |x\n", "1:4: a text that starts with `|` needs quotes"),
        ("a: > x\n", "1:4: a text that starts with `>` needs quotes"),
        ("a: 1\nb: c\x01\n", "2:5: the control character U+0001 is not allowed in YAML"),
    ],
)
def test_a_trap_is_explained_where_it_is(text: str, told: str, loader: type[yaml.SafeLoader]) -> None:
    """Whichever parser found it."""
    with pytest.raises(yaml.YAMLError) as caught:
        yaml.compose(text, Loader=loader)
    trap = explain(text, caught.value)
    assert f"{trap.line}:{trap.column}: {trap.says}" == told


@pytest.mark.parametrize("loader", LOADERS)
def test_a_backslash_in_double_quotes_asks_for_single_ones(loader: type[yaml.SafeLoader]) -> None:
    """The parsers do not agree on the column."""
    text = 'a: "\\S+"\n'
    with pytest.raises(yaml.YAMLError) as caught:
        yaml.compose(text, Loader=loader)
    trap = explain(text, caught.value)
    assert (trap.line, trap.says) == (1, "this backslash makes no escape in double quotes")
    assert trap.hint.startswith("use single quotes")


def test_what_no_trap_explains_is_told_as_the_parser_says_it() -> None:
    """At the place where it stopped, on one line."""
    mark = yaml.Mark("f", 0, 1, 4, "", 0)
    trap = explain("a: b\nc: d\n", yaml.MarkedYAMLError(problem="something\nodd", problem_mark=mark))
    assert (trap.line, trap.column, trap.says) == (2, 5, "something odd")
    assert explain("", yaml.YAMLError("a\nb")).says == "a b"
