"""Predicates about what the letter says and asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from napulse.engines.mailtrust.rules.view import Hit, View

Args = Mapping[str, Any]


def says(args: Args, view: View) -> Iterator[Hit]:
    """One of the phrase families stands in the visible words: `any_of` patterns of word sets.

    A letter of proven origin that warns of fraud may quote it.
    """
    for pattern in args["any_of"]:
        for found in view.index.find(pattern):
            if view.proven and found.words.near("may_not", found.span, WARNING_WORDS):
                continue
            yield Hit({"words": found.shown}, (view.index.evidence(found),))


WARNING_WORDS = 40


def asks(args: Args, view: View) -> Iterator[Hit]:
    """It asks for one of `for`, and does not say that it never asks; `how`: only in these ways."""
    ways = args.get("how")
    for ask in view.letter.facts.asks:
        meant = ask.what in args["for"] and (ways is None or ask.how in ways)
        if meant and not ask.denied and not view.index.is_denied(ask.span):
            words = shown(view, ask.span.path, ask.span.char_from, ask.span.char_to)
            yield Hit({"what": ask.what, "words": words}, (ask.span,))


def shown(view: View, path: str, start: int, stop: int) -> str:
    """The characters of a part as they stand in the letter."""
    part = next((part for part in view.letter.parts if part.path == path), None)
    return " ".join(part.content[start:stop].split())[:120] if part else ""
