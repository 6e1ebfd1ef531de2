"""A page of HTML, gone through once: what stands in and before its elements, what is hidden, what belongs together.

All that is asked of it then is looked up, so that no page costs more than in proportion to its length, whatever a bank
has put on it: thousands of forms, a label for each of them, a text that all of them share.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from lxml import etree

from conformance.late import pattern

_OUT_OF_SIGHT: Final = pattern(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top|text-indent)\s*:\s*-\d{3,}", re.I
)
_RULE: Final = pattern(r"([.#][\w-]+)\s*\{([^{}]*)\}")
_CONTROLS: Final = ("input", "button", "select", "textarea")
_UNREAD: Final = ("script", "style")
_LABELS: Final = 8
"""So many labels of one control are read."""
_LABEL: Final = 200
"""So many characters of one: what is said of a field is a word or two."""
_SAID: Final = 400
"""So many characters of all of them."""
_OPTION: Final = 2_000
"""So many characters of an option that has no value but its text."""


class Page:
    """What a page says, by its elements."""

    def __init__(self, root: Any) -> None:
        self._texts: list[str] = []
        self._lengths = [0]
        """How long the texts are, up to each, with the blanks between them."""
        self._spans: dict[Any, tuple[int, int]] = {}
        self._before: dict[Any, str] = {}
        self._hidden: set[Any] = set()
        self._unseen = frozenset(_unseen(root))
        self._controls: dict[Any, list[Any]] = {}
        self._elsewhere: dict[str, list[Any]] = {}
        """Controls that name their form, by its id."""
        self._around: dict[Any, Any] = {}
        """The label in which a control stands."""
        self._labels: dict[str, list[Any]] = {}
        """By the id of what they are for."""
        self._options: dict[Any, list[Any]] = {}
        """Of each choice its first option, and the first that is selected."""
        self._ids: dict[str, Any] = {}
        self._words: dict[tuple[int, int], str] = {}
        self._last = ""
        self._read(root)

    def _read(self, root: Any) -> None:
        unread: list[Any] = []
        titles: list[Any] = []
        forms: list[Any] = []
        labels: list[Any] = []
        choices: list[Any] = []
        stacks = {"form": forms, "label": labels, "title": titles, "select": choices} | dict.fromkeys(_UNREAD, unread)
        for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
            named = event in ("start", "end")
            if event == "start":
                self._spans[element] = len(self._texts), len(self._texts)
                self._enter(element, forms, labels)
                if element.tag == "option" and choices:
                    self._choose(choices[-1], element)
                if element.tag in stacks:
                    stacks[element.tag].append(element)
                text = element.text
            else:
                if named:
                    self._spans[element] = self._spans[element][0], len(self._texts)
                    if element.tag in stacks:
                        stacks[element.tag].pop()
                text = element.tail if element is not root else None
            self._add(text, read=not unread, titled=bool(titles))

    def _enter(self, element: Any, forms: list[Any], labels: list[Any]) -> None:
        if element.getparent() in self._hidden or self._is_hidden(element):
            self._hidden.add(element)
        if element.get("id"):
            self._ids.setdefault(element.get("id"), element)
        if element.tag == "label" and element.get("for"):
            self._labels.setdefault(element.get("for"), []).append(element)
        if element.tag not in _CONTROLS:
            return
        self._before[element] = self._last
        if labels:
            self._around[element] = labels[-1]
        own = element.get("form")
        if own is not None and not (forms and forms[-1].get("id") == own):
            self._elsewhere.setdefault(own, []).append(element)
        elif forms:
            self._controls.setdefault(forms[-1], []).append(element)

    def _choose(self, choice: Any, option: Any) -> None:
        first = self._options.setdefault(choice, [option])
        if len(first) == 1 and option.get("selected") is not None:
            first.append(option)

    def _add(self, text: str | None, *, read: bool, titled: bool) -> None:
        said = " ".join(text.split()) if text and read else ""
        if said:
            self._last = said[-_LABEL:]
            if not titled:
                self._texts.append(said)
                self._lengths.append(self._lengths[-1] + len(said) + 1)

    def _is_hidden(self, element: Any) -> bool:
        if element.get("hidden") is not None or element.get("aria-hidden") == "true":
            return True
        names = {f".{name}" for name in (element.get("class") or "").split()} | {f"#{element.get('id')}"}
        return not self._unseen.isdisjoint(names) or bool(_OUT_OF_SIGHT.search(element.get("style") or ""))

    def length(self, element: Any) -> int:
        """How many characters the text of an element has."""
        start, end = self._spans[element]
        return max(self._lengths[end] - self._lengths[start] - 1, 0)

    def text(self, element: Any) -> str:
        """All the text inside an element, blanks made single; scripts, styles and the title are no text of it."""
        if element.tag == "title":
            return " ".join(str(element.text or "").split())
        start, end = self._spans[element]
        return " ".join(self._texts[start:end])

    def different(self, elements: Iterable[Any]) -> Iterator[Any]:
        """Of elements that hold the same texts the first."""
        first: dict[tuple[int, int], Any] = {}
        for element in elements:
            if first.setdefault(self._spans[element], element) is element:
                yield element

    def words(self, element: Any) -> str:
        """The beginning of the text inside an element: as much as one reads to know what it is."""
        span = self._spans[element]
        if span not in self._words:
            self._words[span] = self._beginning(element, _LABEL)
        return self._words[span]

    def _beginning(self, element: Any, most: int) -> str:
        start, end = self._spans[element]
        return " ".join(text[:most] for text in self._texts[start : min(end, start + most // 2 + 1)])[:most]

    def chosen(self, choice: Any) -> str:
        """The value of the option of a choice that is selected, else of its first; '' where it has none."""
        options = self._options.get(choice)
        return (options[-1].get("value") or self._beginning(options[-1], _OPTION)) if options else ""

    def before(self, control: Any) -> str:
        """The text next before a control: what tables and bare paragraphs have for a label."""
        return self._before[control]

    def is_hidden(self, element: Any) -> bool:
        """Whether an element is kept out of sight, by itself, by what it stands in, or by the page's style sheet."""
        return element in self._hidden

    def controls(self, form: Any) -> Iterator[Any]:
        """What belongs to a form: what stands in it, then what names it elsewhere on the page."""
        yield from self._controls.get(form, ())
        name = form.get("id") or ""
        if self._ids.get(name) is form:
            yield from self._elsewhere.get(name, ())

    def label(self, control: Any) -> str:
        """What is written on a control's labels, the innermost around it first; the beginning of it."""
        found: list[Any] = [self._around[control]] if control in self._around else []
        found += self._labels.get(control.get("id"), ())[:_LABELS]
        named = (control.get("aria-labelledby") or "").split(maxsplit=_LABELS)[:_LABELS]
        found += [self._ids[name] for name in named if name in self._ids]
        return " ".join(map(self.words, found))[:_SAID]


def _unseen(root: Any) -> Iterator[str]:
    """The selectors that the page's own style sheet keeps out of sight."""
    for style in root.iter("style"):
        for selector, body in _RULE.findall(style.text or ""):
            if _OUT_OF_SIGHT.search(body):
                yield selector
