"""HTML to the words that can be seen and those that cannot, each with its place in the markup.

An own tokenizer, because every character needs its place and no input may cost more than linear
time. It follows the tokenizing rules of the HTML standard as far as text is concerned.
Defect codes: `html_open_tag` (a tag that never ends swallows the rest), `html_deep`, `links_cut`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import NamedTuple

from napulse.engines.mailtrust.model import Limits, Link
from napulse.engines.mailtrust.page import Page, Words
from napulse.engines.mailtrust.styles import (
    PLAIN,
    Colour,
    Rules,
    Style,
    alike,
    parse_colour,
    parse_rules,
    style_of,
)
from napulse.engines.mailtrust.tags import BLOCK, CELL, CLOSES, RAW, SCOPES, VOID

_TAG = re.compile(
    r"<(?:(/?)([a-zA-Z][^\s/>]{0,60})[^\s/>]*+"
    r"((?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+'|(?![\"'])))*+)>"
    r"|!--(?:>|->|.*?(?:--!?>|\Z))|[!?/][^>]*+(?:>|\Z))",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s=/\"'>]{1,60})\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>\"']++))")
_RUN = re.compile(
    r"[^\s&\u200b]+(?: [^\s&\u200b]+)*|[ \t\n\r\f]+"
    r"|&(?:#[xX]?[0-9a-fA-F]{1,8}|[A-Za-z][A-Za-z0-9]{1,31});?|.",
    re.DOTALL,
)
_UNEVEN = re.compile("[\t\n\r\f\u200b]|  ")
_SPACE = re.compile(r"[\t\n\r\x00]")
_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
_MOST_STEPS = 300_000
_MOST_TAGS = 20_000
_MOST_SHEETS = 100


@dataclass(frozen=True)
class _State:
    """How an open element shows its words."""

    gone: bool = False
    seen: bool = True
    size: float = 16.0
    colour: Colour = _BLACK
    ground: Colour | None = _WHITE
    hidden: bool = False

    def inside(self, style: Style) -> _State:
        """The state within a child of that style."""
        size = self.size if style.size is None else style.size
        size = size if style.scale is None else min(size * style.scale, 1000.0)
        gone = self.gone or style.gone
        seen = self.seen if style.seen is None else style.seen
        colour = style.colour or self.colour
        ground = None if style.picture else style.ground or self.ground
        merged = ground is not None and alike(colour, ground)
        return _State(gone, seen, size, colour, ground, gone or not seen or size < 2.0 or merged)


def read_page(content: str, path: str, limits: Limits) -> Page:
    """The words and links of a page. `path` is the part's, for the links."""
    reader = _Reader(content, path, limits)
    reader.run()
    return reader.page


class _Tag(NamedTuple):
    """A tag as it was written; letters repeat theirs, so each is taken apart once."""

    name: str
    closing: bool
    found: dict[str, str]
    style: Style


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(text):
        value = values[0] or values[1] or values[2]
        found.setdefault(name.lower(), unescape(value) if "&" in value else value)
    return found


class _Reader:
    def __init__(self, content: str, path: str, limits: Limits) -> None:
        self.content = content
        self.path = path
        self.limits = limits
        self.page = Page(Words(limits.text_chars), Words(limits.text_chars))
        self.words = self.page.seen
        self.names = [""]
        self.states = [_State()]
        self.counts: dict[str, int] = {}
        self.rules: Rules = {}
        self.tags: dict[str, _Tag] = {}
        self.kept: list[_Tag] = []  # what the keys of `inside` stand for
        self.all_states: list[_State] = []
        self.inside: dict[tuple[int, int], _State] = {}
        self.sheets = 0
        self.steps = 0
        self.anchor: tuple[str, int, int, int] | None = None  # href, place, words, pieces

    def run(self) -> None:
        content, place = self.content, 0
        find, match_tag = content.find, _TAG.match
        while (opened := find("<", place)) >= 0:
            match = match_tag(content, opened)
            if match is None:
                following = content[opened + 1 : opened + 2]
                if following.isalpha() or following == "/":
                    self._text(place, opened)
                    self.page.defects.add("html_open_tag")
                    place = len(content)
                    break
                self._text(place, opened + 1)
                place = opened + 1
                continue
            if opened > place:
                self._text(place, opened)
            place = match.end()
            if match[2]:
                place = self._tag(match, place)
        self._text(place, len(content))
        self._close_anchor(len(content))
        if self.page.seen.full or self.page.unseen.full:
            self.page.defects.add("text_cut")
            self.page.truncated = True

    def _text(self, start: int, stop: int) -> None:
        """The characters between two tags."""
        text = self.content[start:stop]
        if not text or text.isspace():
            if text:
                self.words.blank(start, stop)
            return
        words = self.words
        if "&" in text or _UNEVEN.search(text):
            self._runs(start, stop)
            return
        if text[0] == " ":
            words.blank(start, start + 1)
            start += 1
        if text[-1] == " ":
            words.add(self.content[start : stop - 1], start, stop - 1)
            words.blank(stop - 1, stop)
        else:
            words.add(self.content[start:stop], start, stop)

    def _runs(self, start: int, stop: int) -> None:
        """Words with entities or white space of all kinds among them."""
        words = self.words
        for match in _RUN.finditer(self.content, start, stop):
            run = match[0]
            if run[0] in " \t\n\r\f":
                words.blank(match.start(), match.end())
            elif run[0] == "&" and len(run) > 1:
                words.add(unescape(run), match.start(), match.end())
            else:
                words.add(run, match.start(), match.end())

    def _tag(self, match: re.Match[str], place: int) -> int:
        tag = self.tags.get(match[0]) or self._new_tag(match)
        if tag.closing:
            self._end(tag.name, match.start())
        elif tag.name in RAW:
            return self._raw(tag.name, place)
        elif tag.name != "head":
            self._start(tag, match)
        return place

    def _new_tag(self, match: re.Match[str]) -> _Tag:
        name, closing = match[2].lower(), bool(match[1])
        found = _attributes(match[3]) if len(match[3]) > 4 and not closing else {}
        style = PLAIN
        if len(self.tags) + len(self.kept) > _MOST_TAGS:
            self.page.truncated = True
        elif found or name in self.rules:
            style = self._style(name, found)
        tag = _Tag(name, closing, found, style)
        self.tags[match[0]] = tag
        return tag

    def _raw(self, name: str, place: int) -> int:
        """Past an element whose inside is no markup; style sheets are read."""
        close = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(self.content, place)
        stop = close.start() if close else len(self.content)
        if name == "style":
            self.sheets += 1
            if self.sheets <= _MOST_SHEETS:
                parse_rules(self.content[place:stop], self.rules)
                self.kept += self.tags.values()
                self.tags = {}
        elif name == "textarea":
            self._text(place, stop)
        return stop

    def _start(self, tag: _Tag, match: re.Match[str]) -> None:
        name = tag.name
        if name in BLOCK:
            self._close_implied(name)
            self.words.line(match.start())
        elif name in CELL:
            self._close_implied(name)
            self.words.blank(match.start(), match.end())
        if name in VOID:
            self._void(name, tag.found, match)
            return
        self._push(tag)
        if name == "a" and tag.found.get("href"):
            self._open_anchor(tag.found["href"], match.start())
        elif name in ("form", "button") and (target := tag.found.get("action", "")):
            self._link(target, "", match.span())

    # --- open elements ------------------------------------------------------------------------

    def _push(self, tag: _Tag) -> None:
        if len(self.names) > self.limits.html_depth:
            self.page.defects.add("html_deep")
            self.page.truncated = True
            return
        state = self.states[-1]
        if tag.style is not PLAIN:
            state = self._within(state, tag)
            self.words = self.page.unseen if state.hidden else self.page.seen
        self.states.append(state)
        self.names.append(tag.name)
        self.counts[tag.name] = self.counts.get(tag.name, 0) + 1

    def _within(self, state: _State, tag: _Tag) -> _State:
        """The state of a child; kept, as letters nest the same tags over and over."""
        key = (id(state), id(tag))
        found = self.inside.get(key)
        if found is None:
            found = state.inside(tag.style)
            self.inside[key] = found
            self.all_states.append(state)
        return found

    def _style(self, name: str, found: dict[str, str]) -> Style:
        css = self._declared(name, found)
        style = style_of(css) if css else PLAIN
        colour, ground = found.get("color") or found.get("text"), found.get("bgcolor")
        if not colour and not ground and not found.get("background"):
            return style
        of_font = parse_colour(colour.lower())[0] if colour else None
        of_ground = parse_colour(ground.lower())[0] if ground else None
        return Style(
            style.gone, style.seen, style.size, style.scale,
            style.colour or of_font, style.ground or of_ground,
            style.picture or bool(found.get("background")),
        )  # fmt: skip

    def _declared(self, name: str, found: dict[str, str]) -> str:
        """All declarations for an element, the weakest first."""
        own = found.get("style", "")
        if not self.rules:
            return own
        keys = [name]
        for each in found.get("class", "").split()[:10]:
            keys += (f".{each}", f"{name}.{each}")
        if found.get("id"):
            keys += (f"#{found['id']}", f"{name}#{found['id']}")
        css = [self.rules[key] for key in keys if key in self.rules]
        return ";".join([*css, own]) if css else own

    def _close_implied(self, name: str) -> None:
        counts = self.counts
        for each in CLOSES.get(name, ()):
            if counts.get(each):
                self._pop(each, ("table", "ul", "ol", "dl"))
        if counts.get("p") and name not in ("option", "body", "html"):
            self._pop("p", ("td", "th", "table", "li", "div"))

    def _end(self, name: str, place: int) -> None:
        if name == "a":
            self._close_anchor(place)
        elif name in BLOCK or name == "br":
            self.words.line(place)
        if self.counts.get(name):
            self._pop(name, () if name in SCOPES else ("td", "th", "table"))

    def _pop(self, name: str, scopes: tuple[str, ...]) -> None:
        """Close the innermost element of that name, and all within it, but none beyond a scope."""
        names = self.names
        for index in range(len(names) - 1, 0, -1):
            each = names[index]
            if each == name:
                self._close_from(index)
                return
            self.steps += 1
            if each in scopes or self.steps > _MOST_STEPS:
                return

    def _close_from(self, index: int) -> None:
        for closed in self.names[index:]:
            self.counts[closed] -= 1
        del self.names[index:]
        del self.states[index:]
        self.words = self.page.unseen if self.states[-1].hidden else self.page.seen

    # --- elements without words of their own --------------------------------------------------

    def _void(self, name: str, found: dict[str, str], match: re.Match[str]) -> None:
        words = self.words
        if name == "br":
            words.line(match.start())
        elif name == "img" and found.get("alt", "").strip():
            self._alt(words, found["alt"], match)
        elif name == "area" and found.get("href"):
            self._link(found["href"], found.get("alt", ""), match.span())
        elif name == "input" and found.get("value") and found.get("type", "").lower() != "hidden":
            self._alt(words, found["value"], match)

    def _alt(self, words: Words, text: str, match: re.Match[str]) -> None:
        """Words of an attribute, shown where the element stands."""
        text = " ".join(text.split())
        words.blank(match.start(), match.start() + 1)
        place = self.content.find(text, match.start(), match.end())
        if place >= 0:
            words.add(text, place, place + len(text))
        else:
            words.add(text, match.start(), match.end())
        words.blank(match.end() - 1, match.end())

    # --- links --------------------------------------------------------------------------------

    def _open_anchor(self, href: str, place: int) -> None:
        self._close_anchor(place)
        seen = self.page.seen
        if not self.states[-1].hidden:
            self.anchor = (href, place, seen.length, len(seen.parts))

    def _close_anchor(self, place: int) -> None:
        if self.anchor is None:
            return
        href, start, words, pieces = self.anchor
        self.anchor = None
        seen = self.page.seen
        end = self.content.find(">", place, place + 40)
        self._link(href, "".join(seen.parts[pieces:]), (start, end + 1 if end >= 0 else place))
        self.page.spans.append((words, seen.length))

    def _link(self, href: str, text: str, place: tuple[int, int]) -> None:
        if len(self.page.links) >= self.limits.links:
            self.page.defects.add("links_cut")
            self.page.truncated = True
            return
        clean = _SPACE.sub("", href.strip())[:4_000]
        self.page.links.append(Link(clean, " ".join(text.split())[:1_000], self.path, *place))
