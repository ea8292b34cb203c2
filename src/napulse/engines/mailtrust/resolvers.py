"""Resolvers without a network: a table, and a bounded memory in front of another resolver."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from threading import Lock

from napulse.engines.mailtrust.model import Answer, Resolver

_ALIASES = 10  # links of a CNAME chain that are followed


class TableResolver:
    """Answers from records by name and type; a CNAME is followed.

    A name is written without a trailing dot, in any case. What the table does not hold does not
    exist, or has no answer for now if its name is one of `temporary`. A chain of more than ten
    CNAMEs, or a loop of them, leads nowhere.
    """

    def __init__(
        self, records: Mapping[tuple[str, str], Sequence[str]], temporary: Collection[str] = ()
    ) -> None:
        self._records = {(name.lower(), type): tuple(v) for (name, type), v in records.items()}
        self._temporary = frozenset(name.lower() for name in temporary)

    @classmethod
    def of_texts(cls, texts: Mapping[str, str]) -> TableResolver:
        """A table with one TXT record per name, as sets of published keys are kept."""
        return cls({(name, "TXT"): (text,) for name, text in texts.items()})

    def resolve(self, name: str, type: str, /) -> Answer:
        """The answer of the table."""
        name = name.lower()
        for _ in range(_ALIASES):
            if values := self._records.get((name, type)):
                return Answer("ok", values)
            if name in self._temporary:
                return Answer("temp")
            alias = self._records.get((name, "CNAME"))
            if not alias:
                break
            name = alias[0].lower().rstrip(".")
        return Answer("nxdomain")


class CachingResolver:
    """Remembers the answers of another resolver, at most `size` of them, the oldest use first out.

    Temporary answers are not kept. There is no clock in it, so nothing expires: make a new one for
    every run or batch. May be shared by threads.
    """

    def __init__(self, behind: Resolver, size: int = 2_000) -> None:
        self._behind = behind
        self._size = size
        self._answers: OrderedDict[tuple[str, str], Answer] = OrderedDict()
        self._lock = Lock()

    def resolve(self, name: str, type: str, /) -> Answer:
        """The remembered answer, or the one of the resolver behind."""
        key = (name.lower(), type)
        with self._lock:
            if (known := self._answers.get(key)) is not None:
                self._answers.move_to_end(key)
                return known
        answer = self._behind.resolve(name, type)
        if answer.state != "temp":
            with self._lock:
                self._answers[key] = answer
                self._answers.move_to_end(key)
                if len(self._answers) > self._size:
                    self._answers.popitem(last=False)
        return answer
