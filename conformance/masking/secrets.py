"""What must never reach a report, a log or a traceback, and the mask that is put over it."""

from __future__ import annotations

import base64
import binascii
import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from conformance.errors import Blocked
from conformance.late import pattern
from conformance.masking.carried import carried
from conformance.masking.fragments import EXCERPT, Fragments
from conformance.masking.known_texts import KnownTexts
from conformance.masking.reading import Reading
from conformance.masking.run_key import keyed_number, new_key
from conformance.masking.spelling import Spelling, spellings
from conformance.model import Exchange

MASK: Final = "***"
"""What stands for a secret of which nothing is to be told, not even whether it is the same as another one."""
_SHORTEST: Final = 6
_MOST_OF_AN_ANSWER: Final = 5_000
"""A login gives three; what is to be hidden takes a tenth of a millisecond and twelve kilobytes each."""
_MOST_OF_A_RUN: Final = 100_000
BETWEEN: Final = "\n\x1e\n"
"""Stands between texts that are looked at in one go; whatever is hidden in one of them ends there."""
_REPEATED: Final = 256
"""So short are the texts that come again and again: values of headers, addresses, names."""
_REMEMBERED: Final = 4_096
_LABELS: Final = 10**12
"""So many labels: among ten thousand secrets two have the same one in one run of twenty thousand."""
_LABEL: Final = pattern(rb"\*\*\*\d*")
_JWT: Final = pattern(rb"eyJ[\w-]+\.eyJ[\w-]+\.[\w-]*")
LABEL_OF_A_JWT: Final = pattern(r"\*\*\*1\d{12}(?!\d)")
"""The label of a JSON web token in compact form (RFC 7519) has one digit more: so much is told of its form."""
_SEPARATED: Final = rb"[\s+]+"
# A variable of a replay line (${STET_TOKEN_MARC_AISP:?}) and the parameters of a challenge (Bearer realm="…") are
# no secrets.
_BEARER: Final = pattern(
    rb"(?i)bearer" + _SEPARATED + rb"(?!\$|(?:realm|error|scope|error_description|error_uri)\s*=)([^\s\"'<>\\]+)"
)
_BASIC: Final = pattern(rb"(?i)basic" + _SEPARATED + rb"([A-Za-z0-9+/_-]{8,}={0,2})")
_STANDARD: Final = bytes.maketrans(b"-_", b"+/")
_PUNCTUATION: Final = b",.;:!?)]}`"
_IN_A_HEADER: Final = pattern(rb"(?i)authorization\W{1,6}$")
_PLAIN_WORD: Final = pattern(rb"[a-z\xc3\xa0-\xbf]{1,15}")
_PROSE: Final = frozenset(
    b"token tokens only scheme schemes auth authentication authorization authorisation access credential credentials "
    b"header type usage error errors is was must may not or and in of for as with without required missing expected "
    b"invalid expired jeton jetons est de du et ou un une le la par dans obligatoire manquant invalide requis seul "
    b"seulement uniquement expir\xc3\xa9 realm".split()
)
"""Words that follow `bearer` in a sentence, a bank's or ours; none of them opens a bank."""
_SECRETS: Final = "tokens, codes and session cookies, which is not read"

Span = tuple[int, int, str]


class Secrets:
    """Every secret seen so far in a run, and the one function that hides them in a text.

    A secret becomes `***` and a number that is a function of its value and the key of the run: the same in every text,
    and in every worker that was given the same key. No number is counted up: workers could not agree on it.
    """

    __slots__ = ("_fragments", "_index", "_key", "_known", "_lock", "_masked", "_words")

    def __init__(self, key: bytes | None = None) -> None:
        self._key = new_key() if key is None else key
        self._lock = threading.Lock()
        """One thread learns while another one masks."""
        self._known: dict[str, str] = {}
        """Each secret, and what stands for it."""
        self._index: KnownTexts[Spelling] = KnownTexts()
        self._words: KnownTexts[Spelling] = KnownTexts()
        """Those that are found only as they are written: searched for in the text as it reads, not folded."""
        self._fragments = Fragments()
        self._masked: dict[str, str] = {}
        """Short texts that were masked since something was learnt last."""

    def learn(self, *values: str) -> None:
        """Remember values to hide. Those shorter than six characters would hide half of every report and are left."""
        for value in values:
            if len(value) >= _SHORTEST:
                self._add(value)

    def learn_code(self, code: str) -> None:
        """Remember a typed one-time code, which may be short."""
        if code:
            self._add(code)

    def learn_from(self, exchange: Exchange) -> None:
        """Remember the tokens, codes, passwords and session cookies that an exchange carries, whoever sent them."""
        self.learn(*carried(exchange))

    def learn_from_answer(self, exchange: Exchange) -> None:
        """The same of what a bank has just answered, who may choose how much that is.

        Raises Blocked, and has learnt nothing of it, where that are more than 5,000 which were not known, or more than
        100,000 in the whole run: such an answer cannot be told without them, and is not kept.
        """
        fresh: set[str] = set()
        left = _MOST_OF_A_RUN - len(self._known)
        for value in carried(exchange):
            if len(value) >= _SHORTEST and value not in self._known:
                fresh.add(value)
            if len(fresh) > _MOST_OF_AN_ANSWER:
                raise Blocked(f"the answer carries more than {_MOST_OF_AN_ANSWER:,} {_SECRETS}")
            if len(fresh) > left:
                raise Blocked(f"in this run the bank has sent more than {_MOST_OF_A_RUN:,} {_SECRETS}")
        self.learn(*fresh)

    @property
    def known(self) -> int:
        """How many there are so far."""
        return len(self._known)

    def label(self, value: str) -> str:
        """What stands for a value in this run: `***` and twelve digits at most, thirteen for a JWT; whatever spelling
        it is given in.
        """
        return self._known.get(value) or self._label(Reading(value).plain)

    def mask(self, text: str) -> str:
        """The text with every secret, in each of its spellings, under its label; whatever follows `Bearer ` too.

        Left as they are: a label, a variable (`Bearer $TOKEN`), a challenge (`Bearer realm="…"`), and a sentence about
        bearer tokens.
        """
        told = self._masked.get(text)
        if told is not None:
            return told
        learnt = len(self._known)
        told = self._mask(text)
        if len(text) <= _REPEATED:
            self._remember({text: told}, learnt)
        return told

    def mask_all(self, texts: Sequence[str]) -> list[str]:
        """The same of several texts: those that come for the first time are looked at in one go."""
        with self._lock:
            learnt, fresh = len(self._known), {text: text for text in texts if text not in self._masked}
        joined = BETWEEN.join(fresh)
        if fresh and joined.isascii() and len(joined) <= EXCERPT and self._mask(joined) == joined:
            self._remember(fresh, learnt)
        return list(map(self.mask, texts))

    def _remember(self, masked: Mapping[str, str], learnt: int) -> None:
        """Texts that were masked when so many secrets were known."""
        with self._lock:
            if len(self._masked) + len(masked) > _REMEMBERED:
                self._masked.clear()
            if learnt == len(self._known):
                self._masked.update((text, told) for text, told in masked.items() if len(text) <= _REPEATED)

    def _mask(self, text: str) -> str:
        reading = Reading(text)
        with self._lock:
            found = [*self._index.found_in(reading.folded).items(), *self._words.found_in(reading.plain).items()]
            # The longest first: where one is the other again and again, both are as long as the text is.
            found.sort(key=lambda one: -len(one[0].value))
            spans = [span for spelling, runs in found for span in spelling.spans(reading, runs)]
            spans += self._fragments.spans(reading)
        known = _joined(spans)
        if b"bearer" in reading.folded:
            spans += self._presented(reading, known)
        if b"basic" in reading.folded:
            spans += self._basic(reading)
        return reading.replaced(_joined(spans)) if spans else text

    def _add(self, value: str) -> None:
        if value in self._known:
            return
        plain = Reading(value).plain
        label = self._label(plain)
        with self._lock:
            if value in self._known:
                return
            self._fragments.add(plain, label)
            # As it was given too: what looks like an escape in it may be none, which tells in Base64.
            for said in {plain, value.encode("utf-8", "surrogatepass")} - {b""}:
                for spelling in spellings(said, label, encoded=len(said) >= _SHORTEST):
                    index = self._words if spelling.is_word else self._index
                    index.add(spelling.end(), spelling, whole=spelling.whole, shape=spelling.shape)
            self._masked.clear()
            self._known[value] = label  # last: whoever finds it here masks it

    def _label(self, value: bytes) -> str:
        number = keyed_number(self._key, "secret", value.replace(b" ", b"+"), _LABELS)
        return f"{MASK}{number + _LABELS if _JWT.fullmatch(value) else number}"

    def _presented(self, reading: Reading, known: list[Span]) -> Iterator[Span]:
        """Tokens that nobody has learnt."""
        plain = reading.plain
        taken = {start: label for start, _, label in known}
        for match in _BEARER.finditer(plain):
            start, token = match.start(1), match[1].rstrip(_PUNCTUATION)
            if not token or _LABEL.fullmatch(token) or _is_prose(plain, match, token):
                continue
            yield start, start + len(token), taken.get(start) or self._label(token)

    def _basic(self, reading: Reading) -> Iterator[Span]:
        """A name and a password in Base64 (RFC 7617)."""
        for match in _BASIC.finditer(reading.plain):
            try:
                said = base64.b64decode(match[1].translate(_STANDARD).rstrip(b"=") + b"==").decode()
            except (binascii.Error, UnicodeDecodeError):
                continue
            if ":" in said and said.isprintable():
                yield *match.span(1), self._label(match[1])


def _is_prose(plain: bytes, match: re.Match[bytes], token: bytes) -> bool:
    """Whether a word belongs to a sentence about bearer tokens: "a bearer token only", « le bearer est inconnu »."""
    if token.lower() in _PROSE:
        return True
    in_a_header = _IN_A_HEADER.search(plain[max(0, match.start() - 30) : match.start()])
    return not in_a_header and bool(_PLAIN_WORD.fullmatch(token))


def _joined(spans: Iterable[Span]) -> list[Span]:
    """In order, and those that overlap as one, under the label of the longest: no end of a secret is left over."""
    joined: list[Span] = []
    longest = 0
    for start, end, label in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not joined or start >= joined[-1][1]:
            joined.append((start, end, label))
            longest = end - start
            continue
        first, last, said = joined[-1]
        if end - start > longest:
            said, longest = label, end - start
        joined[-1] = (first, max(last, end), said)
    return joined
