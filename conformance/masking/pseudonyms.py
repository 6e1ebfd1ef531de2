"""Personal data under pseudonyms that look like it, so that whatever judged the true values judges these alike.

What is personal is known by the names the API gives it, and by its form (an IBAN). What has been seen once is
recognised everywhere, in each of its spellings. References of rows stay, unless a known value stands in one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from conformance.late import pattern
from conformance.masking import iban, personal
from conformance.masking.bodies import decoded
from conformance.masking.known_texts import KnownTexts
from conformance.masking.lookalike import lookalike
from conformance.masking.reading import Reading, fold
from conformance.masking.run_key import new_key
from conformance.masking.same_end import Run
from conformance.model import JSON, NOT_JSON, Exchange

Record = dict[str, Any]

_ALONE_FROM: Final = 8
"""A value so long is replaced wherever it stands; a shorter one only where it is a word of its own."""
_IBAN: Final = pattern(iban.FORM.replace("A-Za-z", "A-Z").encode())
_WORD: Final = pattern(r"[^\W_]+")
_SHORT_WORD: Final = pattern(rb"(?<![0-9a-z\x80-\xff])[0-9a-z\x80-\xff]{3,6}(?![0-9a-z\x80-\xff])")
_CARD: Final = "GFC"
_DATE: Final = pattern(r"\d{4}-\d\d-\d\d")
_OF_VALUES: Final = ("equals", "none", "only")
"""Claims whose wishes are values of an answer."""
_OF_FORMS: Final = ("matches", "schema", "unlike")
"""Findings that want a form, told in our words."""
_OURS: Final = ("name", "place", "outcome", "persona", "covers")
"""Members of a record that are ours, and stay."""


class Pseudonyms:
    """Every piece of personal data seen in a run, and what stands in its place: a function of it and the run's key."""

    def __init__(self, key: bytes | None = None, own_words: Collection[str] = ()) -> None:
        """`own_words`: words of the catalogue, in lower case; a name like them is replaced behind its key only."""
        self._key = new_key() if key is None else key
        self._own_words = frozenset(own_words)
        self._known: set[str] = set()
        self._given: set[str] = set()
        """The pseudonyms that stand in texts already: they are not replaced again."""
        self._index: KnownTexts[str] = KnownTexts()
        self._words: dict[bytes, list[str]] = {}

    def learn(self, value: JSON, key: str = "", *, within: str = "") -> None:
        """Recognise from now on what is personal in a JSON value: a body, or what stands in one under `key`."""
        for found in personal.values(value, key, within):
            self._add(found, ours=False)

    def learn_persona(self, persona: Mapping[str, Any]) -> None:
        """Recognise from now on what the cast says of a persona, in our sentences too; its id is ours, and stays."""
        for found in personal.values({key: value for key, value in persona.items() if key != "id"}):
            self._add(found, ours=True)
        for card in persona.get("cards", {}).get("known", ()):
            # The id of a card has its number in it, under which each list of accounts shows it (CPAN).
            self._add(str(card.get("resourceId", "")).partition(_CARD)[2], ours=True)

    def learn_from(self, exchange: Exchange) -> None:
        """Recognise from now on what is personal in a body that was exchanged."""
        self.learn(exchange.data)
        if exchange.data is NOT_JSON and exchange.content:
            for found in personal.in_broken(decoded(exchange.content)[0]):
                self._add(found, ours=False)

    @property
    def known(self) -> int:
        """How many values are recognised so far."""
        return len(self._known)

    def name(self, value: str) -> str:
        """What stands in place of a value; a pseudonym stays what it is."""
        if self._is_given(value):
            return value
        other = lookalike(value, self._key)
        self._given.add(other)
        return other

    # ------------------------------------------------------------------------------------------------------ replacing

    def text(self, text: str) -> str:
        """A text with everything personal in it replaced; one in which all has been replaced stays what it is."""
        reading = Reading(text)
        plain = reading.plain
        found = [
            [(start, end) for start, end in group if not self._is_given(_said(plain[start:end]))]
            for group in (self._ibans(plain), self._standing(reading), personal.spans(plain))
        ]
        if not any(found):
            return text
        changed = bytearray(plain)
        parts = []
        for start, end in _apart(found):
            changed[start:end] = new = _bytes(lookalike(_said(plain[start:end]), self._key))
            parts.append((start, end, new))
        self._given.update(_said(bytes(changed[start:end])) for group in found for start, end in group)
        return reading.rewritten(parts)

    def _is_given(self, value: str) -> bool:
        return value in self._given and value.strip() not in self._known

    def record(self, record: Record) -> Record:
        """The record of a verdict with everything personal in it replaced; outcome and places stay."""
        changed: Record = self._any(record)
        changed["findings"] = [
            self._finding(finding, new) for finding, new in zip(record["findings"], changed["findings"], strict=True)
        ]
        if "scenario" in record:
            steps = zip(record["scenario"]["steps"], changed["scenario"]["steps"], strict=True)
            changed["scenario"] = {**changed["scenario"], "steps": [self._step(*step) for step in steps]}
        return changed | {key: record[key] for key in _OURS}

    def _step(self, step: Record, changed: Record) -> Record:
        """A step: what it sends and wants goes by the names in the requests and answers, which are told by them too."""
        more: Record = {}
        if "send" in step:
            ours = {"covers": step["send"]["covers"]} if "covers" in step["send"] else {}
            more["send"] = self._below(step["send"], changed["send"]) | ours
        if "claims" in step:
            claims = zip(step["claims"], changed["claims"], strict=True)
            more["claims"] = [self._claim(*claim) for claim in claims]
        return changed | more

    def _claim(self, claim: Record, changed: Record) -> Record:
        if claim["word"] not in _OF_VALUES:
            return changed
        return changed | {"wanted": self._below(claim["wanted"], changed["wanted"])}

    def _below(self, value: Any, changed: Any) -> Any:
        """A value in which whatever stands under a personal name is replaced, unless it is a word to be filled in."""
        if isinstance(value, list):
            return [self._below(one, new) for one, new in zip(value, changed, strict=True)]
        if not isinstance(value, dict):
            return changed
        return {
            name: self._unfilled(value[old], new) if personal.stands_at(old) else self._below(value[old], new)
            for old, (name, new) in zip(value, changed.items(), strict=True)
        }

    def _unfilled(self, value: Any, changed: Any) -> Any:
        if isinstance(value, list):
            return [self._unfilled(one, new) for one, new in zip(value, changed, strict=True)]
        return changed if isinstance(value, str) and "$" in value else self._bare(value, changed)

    def _any(self, value: Any) -> Any:
        """A JSON value with everything personal in its texts replaced, in one look at all of them."""
        texts: list[str] = []
        _gather(value, texts)
        joined = personal.SEPARATOR.join(texts)
        if joined.count(personal.SEPARATOR) == len(texts) - 1:
            after = self.text(joined)
            if after == joined:
                return _rebuilt(value, iter(texts))
            if after.count(personal.SEPARATOR) == len(texts) - 1:
                return _rebuilt(value, iter(after.split(personal.SEPARATOR)))
        return _rebuilt(value, map(self.text, texts))

    def _finding(self, finding: Record, changed: Record) -> Record:
        """A finding: what was wanted and got may be a bare value, told by the path it was found at."""
        bare = personal.stands_at(f"{finding['where']} {finding['key']}")
        bare_sides = {"got": bare, "wanted": bare and finding["word"] not in _OF_FORMS}
        sides = [side for side, told in bare_sides.items() if told or isinstance(finding[side], dict)]
        return changed | {side: self._bare(finding[side], changed[side]) for side in sides}

    def _bare(self, value: Any, changed: Any) -> Any:
        if isinstance(value, list):
            return [self._bare(one, new) for one, new in zip(value, changed, strict=True)]
        if isinstance(value, dict):
            return {
                name: self._bare(value[old], new) if personal.stands_at(old) else new
                for old, (name, new) in zip(value, changed.items(), strict=True)
            }
        if not personal.is_value(value) or changed != value:
            return changed
        other = self.name(str(value))
        return int(other) if isinstance(value, int) else other

    # -------------------------------------------------------------------------------------------------------- finding

    def _add(self, value: str, *, ours: bool) -> None:
        known = value.strip()
        if known in self._known:
            return
        self._known.add(known)
        if _is_common(known) or not (ours or not self._is_our_word(known)):
            return
        for form in _forms(known):
            folded = fold(_bytes(form))
            if _SHORT_WORD.fullmatch(folded):
                self._words.setdefault(folded, []).append(form)
            else:
                self._index.add(folded, form)

    def _is_our_word(self, value: str) -> bool:
        return all(word.lower() in self._own_words for word in _WORD.findall(value))

    def _ibans(self, plain: bytes) -> Iterator[tuple[int, int]]:
        for match in _IBAN.finditer(plain):
            known, _ = iban.found(match[0].decode())
            if known:
                yield match.start(), match.start() + len(known)

    def _standing(self, reading: Reading) -> Iterator[tuple[int, int]]:
        """Where known values stand."""
        plain, folded = reading.plain, reading.folded
        for form, runs in (*self._index.found_in(folded).items(), *self._short_words(folded)):
            wide, exact = _bytes(form), _is_words(form)
            for end in (end for run in runs for end in run.ends):
                start = end - len(wide)
                if start < 0 or not folded.startswith(fold(wide), start):
                    continue
                if (not exact or _same(plain[start:end], wide)) and _is_apart(plain, start, end, form):
                    yield start, end

    def _short_words(self, folded: bytes) -> Iterator[tuple[str, list[Run]]]:
        """Those of a few letters, of which a bank may have told any number, stand as words of their own only."""
        for word in _SHORT_WORD.finditer(folded) if self._words else ():
            for form in self._words.get(word[0], ()):
                yield form, [Run(word.end(), word.end(), 0, len(word[0]))]


def pseudonyms_of(
    personas: Iterable[Mapping[str, Any]], key: bytes | None = None, own_words: Collection[str] = ()
) -> Pseudonyms:
    """The pseudonyms of a run that knows what its cast says of each persona."""
    found = Pseudonyms(key, own_words)
    for persona in personas:
        found.learn_persona(persona)
    return found


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """The words of our own sentences, in lower case."""
    return frozenset(word.lower() for text in texts for word in _WORD.findall(text))


def _forms(value: str) -> Iterator[str]:
    """A value as it may stand: an IBAN in groups, an account number alone, an identification as URLs may have it."""
    yield value
    if iban.is_iban(value):
        compact = iban.compacted(value)
        one = iban.parts(value)
        yield compact
        yield " ".join(compact[start : start + 4] for start in range(0, len(compact), 4))
        for number in (compact[4:], one.account):
            if len(number) >= _ALONE_FROM and number.strip("0"):
                yield number
    elif any(sign in value for sign in "+/=") and " " not in value:
        yield value.rstrip("=").replace("/", "_").replace("+", "-")


def _is_common(value: str) -> bool:
    """Whether a value is too common to be replaced wherever it stands: a small number, a date, a word of the API's."""
    if len(value) < 3 or _DATE.fullmatch(value):
        return True
    return (value.isdigit() and len(value) < _ALONE_FROM) or (value.islower() and value.isalpha())


def _is_words(form: str) -> bool:
    """Whether it is words only, which in another case may be other words."""
    return not any(sign.isdigit() for sign in form)


def _same(plain: bytes, wide: bytes) -> bool:
    return plain.replace(b" ", b"+") == wide.replace(b" ", b"+")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _said(plain: bytes) -> str:
    return plain.decode("utf-8", "surrogatepass")


def _is_apart(plain: bytes, start: int, end: int, form: str) -> bool:
    """Whether it stands there as a word of its own, where it is short enough to be a part of others."""
    if len(form) >= _ALONE_FROM:
        return True
    before, after = (
        plain[:start][-4:].decode("utf-8", "ignore")[-1:],
        plain[end : end + 4].decode("utf-8", "ignore")[:1],
    )
    return not any(sign.isalnum() or sign == "_" for sign in (before, after))


def _apart(groups: Iterable[Iterable[tuple[int, int]]]) -> list[tuple[int, int]]:
    """In order; where two overlap the one of an earlier group or further left, and what is left of the other."""
    kept: list[tuple[int, int]] = []
    for group in groups:
        kept = sorted([*kept, *_beside(kept, sorted(group, key=lambda span: (span[0], -span[1])))])
    return kept


def _beside(kept: list[tuple[int, int]], spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What of spans in order does not overlap with those kept, nor with one another."""
    at = done = 0
    for first, end in spans:
        start = max(first, done)
        while start < end:
            while at < len(kept) and kept[at][1] <= start:
                at += 1
            if at == len(kept) or kept[at][0] >= end:
                yield start, end
                break
            if start < kept[at][0]:
                yield start, kept[at][0]
            start = kept[at][1]
        done = max(done, end)


def _gather(value: Any, texts: list[str]) -> None:
    if isinstance(value, str):
        texts.append(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            texts.append(key)
            _gather(item, texts)
    elif isinstance(value, list):
        for item in value:
            _gather(item, texts)


def _rebuilt(value: Any, texts: Iterator[str]) -> Any:
    """A JSON value with other texts, in the order in which they were gathered."""
    if isinstance(value, str):
        return next(texts)
    if isinstance(value, dict):
        return {next(texts): _rebuilt(item, texts) for item in value.values()}
    return [_rebuilt(item, texts) for item in value] if isinstance(value, list) else value
