"""A resolver without a network: a table of records."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from napulse.engines.mailtrust.model import Answer

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
