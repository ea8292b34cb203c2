"""Finds words that name a person in stored values, and puts another word in their place."""

import re
from collections.abc import Iterable

Mentions = re.Pattern[str]


def mentions_of(words: Iterable[str]) -> Mentions | None:
    """Matches any of these words where it stands by itself, in any case and spacing."""
    found = {" ".join(word.split()) for word in words if word.strip()}
    if not found:
        return None
    either = "|".join(
        r"\s+".join(re.escape(part) for part in word.split())
        for word in sorted(found, key=len, reverse=True)
    )
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)


def without(value: object, mentions: Mentions, instead: str) -> object:
    """The same plain value with every mention replaced, however deep it stands."""
    if isinstance(value, str):
        return mentions.sub(lambda _found: instead, value)
    if isinstance(value, list):
        return [without(each, mentions, instead) for each in value]
    if isinstance(value, dict):
        return {key: without(each, mentions, instead) for key, each in value.items()}
    return value


def mentioned(value: object, mentions: Mentions) -> bool:
    return without(value, mentions, "") != value
