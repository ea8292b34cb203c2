"""Every question to DNS goes through here: checked, counted, asked once, and written down."""

from __future__ import annotations

import re

import idna

from napulse.engines.mailtrust.model import Answer, Dns, Resolver

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\Z")
_ASKABLE = re.compile(r"[!-\[\]-~ ]+\Z")  # what SPF macros may make of a name
_LABEL_LENGTH, _NAME_LENGTH = 63, 253
_SHOWN = 2_000  # characters of an answer that are kept as evidence


class Malformed(ValueError):
    """What was written cannot be used; the argument is the reason's code."""


class Unavailable(Exception):
    """DNS has no answer for now."""


def host_name(text: str) -> str:
    """The name as it is asked for: lower case, punycode, without the last dot.

    Raises `Malformed` for anything that is no name: NUL and control characters, brackets, blanks,
    empty or too long labels. Underscores are allowed, keys and policies live under them.
    """
    name = text.lower().removesuffix(".")
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except UnicodeError as wrong:  # idna's own error is one
            raise Malformed("domain") from wrong
    if len(name) > _NAME_LENGTH or not _NAME.match(name):
        raise Malformed("domain")
    return name


class Ledger:
    """A resolver for one letter: at most `limit` questions, each asked once.

    Past the limit every answer is temporary. A resolver that breaks its promise and raises counts
    as temporary, too.
    """

    def __init__(self, behind: Resolver, limit: int) -> None:
        self._behind = behind
        self._left = limit
        self._answers: dict[tuple[str, str], Answer] = {}

    def resolve(self, name: str, type: str, /) -> Answer:
        """The answer; a name that cannot exist is not asked for."""
        key = (name.lower().removesuffix("."), type)
        if (known := self._answers.get(key)) is not None:
            return known
        if self._left <= 0:
            return Answer("temp")
        self._left -= 1
        self._answers[key] = answer = self._ask(*key)
        return answer

    def texts(self, name: str) -> tuple[str, ...]:
        """The TXT records of a name; raises `Unavailable` where DNS does not answer."""
        answer = self.resolve(name, "TXT")
        if answer.state == "temp":
            raise Unavailable(name)
        return answer.values

    def written(self) -> tuple[Dns, ...]:
        """The answers that were relied on, in the order of asking."""
        return tuple(
            Dns(name, type, "\n".join(answer.values)[:_SHOWN])
            for (name, type), answer in self._answers.items()
            if answer.state != "temp"
        )

    def _ask(self, name: str, type: str) -> Answer:
        are_labels = all(0 < len(label) <= _LABEL_LENGTH for label in name.split("."))
        if not are_labels or len(name) > _NAME_LENGTH or not _ASKABLE.match(name):
            return Answer("nxdomain")
        try:
            return self._behind.resolve(name, type)
        except Exception:  # the resolver is somebody else's code
            return Answer("temp")
