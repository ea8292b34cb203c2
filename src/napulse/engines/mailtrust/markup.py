"""HTML to the words that can be seen and those that cannot, each with its place in the markup.

An own tokenizer, because every character needs its place and no input may cost more than linear
time. It follows the tokenizing rules of the HTML standard as far as text is concerned.
Defect codes: `html_open_tag` (a tag that never ends swallows the rest), `html_deep`, `links_cut`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from napulse.engines.mailtrust.model import Limits, Link
from napulse.engines.mailtrust.offsets import Offsets
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
_HIDDEN = re.compile(r"(?:^|\s)hidden(?:\s|$|=)", re.IGNORECASE)
_SPACE = re.compile(r"[\t\n\r\x00]")
_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
_MOST_STEPS = 300_000


@dataclass
class Words:
    """A text being built, with the places of its characters."""

    parts: list[str] = field(default_factory=list)
    at: Offsets = field(default_factory=Offsets)
    ending: str = "\n"

    def add(self, text: str, start: int, stop: int) -> None:
        """Append a text that stands in the markup from `start` to `stop`."""
        if text:
            self.parts.append(text)
            self.at.add(len(text), start, stop)
            self.ending = text[-1]

    def line(self, place: int) -> None:
        """Begin a new line, unless one has just begun."""
        if self.ending == " ":
            self.parts.pop()
            self.at.drop()
            self.ending = self.parts[-1][-1] if self.parts else "\n"
        if self.ending != "\n":
            self.add("\n", place, place + 1)

    def blank(self, start: int, stop: int) -> None:
        """White space, which counts once."""
        if self.ending not in " \n":
            self.add(" ", start, stop)

    def text(self) -> str:
        """All that was built."""
        return "".join(self.parts)


@dataclass
class Page:
    """What a page holds."""

    seen: Words = field(default_factory=Words)
    unseen: Words = field(default_factory=Words)
    links: list[Link] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)  # of links, in the seen text
    defects: set[str] = field(default_factory=set)
    truncated: bool = False


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


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(text):
        value = values[0] or values[1] or values[2]
        found.setdefault(name.lower(), unescape(value) if "&" in value else value)
    if "hidden" in text.lower() and _HIDDEN.search(text):
        found["hidden"] = "hidden"
    return found


class _Reader:
    def __init__(self, content: str, path: str, limits: Limits) -> None:
        self.content = content
        self.path = path
        self.limits = limits
        self.page = Page()
        self.names = [""]
        self.states = [_State()]
        self.counts: dict[str, int] = {}
        self.rules: Rules = {}
        self.read: dict[str, dict[str, str]] = {}
        self.kept: list[tuple[_State, Style]] = []  # what the keys of `inside` stand for
        self.inside: dict[tuple[int, int], _State] = {}
        self.steps = 0
        self.anchor: tuple[str, int, int, int] | None = None  # href, place, words, pieces

    def run(self) -> None:
        content, place = self.content, 0
        while True:
            opened = content.find("<", place)
            if opened < 0:
                self._text(place, len(content))
                break
            match = _TAG.match(content, opened)
            if match is None:
                following = content[opened + 1 : opened + 2]
                if following.isalpha() or following == "/":
                    self._text(place, opened)
                    self.page.defects.add("html_open_tag")
                    break
                self._text(place, opened + 1)
                place = opened + 1
                continue
            if opened > place:
                self._text(place, opened)
            place = match.end()
            if match[2]:
                place = self._tag(match, place)
        self._close_anchor(len(content))

    def _text(self, start: int, stop: int) -> None:
        """The characters between two tags."""
        if start >= stop:
            return
        words = self._words()
        for match in _RUN.finditer(self.content, start, stop):
            run = match[0]
            first = run[0]
            if first in " \t\n\r\f":
                words.blank(match.start(), match.end())
            elif first == "&" and len(run) > 1:
                words.add(unescape(run), match.start(), match.end())
            else:
                words.add(run, match.start(), match.end())

    def _tag(self, match: re.Match[str], place: int) -> int:
        name = match[2].lower()
        if match[1]:
            self._end(name, match.start())
            return place
        attributes = match[3]
        if name in RAW:
            return self._raw(name, place)
        if name == "head":
            return place
        self._start(name, attributes, match)
        return place

    def _raw(self, name: str, place: int) -> int:
        """Past an element whose inside is no markup; style sheets are read."""
        close = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(self.content, place)
        stop = close.start() if close else len(self.content)
        if name == "style":
            parse_rules(self.content[place:stop], self.rules)
        elif name == "textarea":
            self._text(place, stop)
        return stop

    def _start(self, name: str, attributes: str, match: re.Match[str]) -> None:
        found = self._attributes(attributes) if len(attributes) > 4 else {}
        if name in BLOCK:
            self._close_implied(name)
            self._words().line(match.start())
        elif name in CELL:
            self._close_implied(name)
            self._words().blank(match.start(), match.end())
        if name in VOID:
            self._void(name, found, match)
            return
        self._push(name, found)
        if name == "a" and found.get("href"):
            self._open_anchor(found["href"], match.start())
        elif name in ("form", "button") and (found.get("action") or found.get("formaction")):
            self._link(found.get("action") or found.get("formaction", ""), "", match.span())

    def _words(self) -> Words:
        return self.page.unseen if self.states[-1].hidden else self.page.seen

    def _attributes(self, text: str) -> dict[str, str]:
        """The attributes of a tag; letters repeat their tags, so each is read once."""
        found = self.read.get(text)
        if found is None:
            found = _attributes(text)
            self.read[text] = found
        return found

    # --- open elements ------------------------------------------------------------------------

    def _push(self, name: str, found: dict[str, str]) -> None:
        if len(self.names) > self.limits.html_depth:
            self.page.defects.add("html_deep")
            self.page.truncated = True
            return
        style = self._style(name, found) if found or name in self.rules else PLAIN
        state = self.states[-1]
        self.states.append(state if style is PLAIN else self._within(state, style))
        self.names.append(name)
        self.counts[name] = self.counts.get(name, 0) + 1

    def _within(self, state: _State, style: Style) -> _State:
        """The state of a child; kept, as letters nest the same styles over and over."""
        key = (id(state), id(style))
        found = self.inside.get(key)
        if found is None:
            found = state.inside(style)
            self.inside[key] = found
            self.kept.append((state, style))
        return found

    def _style(self, name: str, found: dict[str, str]) -> Style:
        css = self._declared(name, found)
        style = style_of(css) if css else PLAIN
        colour, ground = found.get("color") or found.get("text"), found.get("bgcolor")
        if found.get("hidden"):
            return Style(gone=True)
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
        if name in CLOSES:
            for each in CLOSES[name]:
                if self.counts.get(each):
                    self._pop(each, ("table", "ul", "ol", "dl"))
        if self.counts.get("p") and name not in ("option", "body", "html"):
            self._pop("p", ("td", "th", "table", "li", "div"))

    def _end(self, name: str, place: int) -> None:
        if name == "a":
            self._close_anchor(place)
        if name in BLOCK or name == "br":
            self._words().line(place)
        scopes = () if name in SCOPES else ("td", "th", "table")
        self._pop(name, scopes)

    def _pop(self, name: str, scopes: tuple[str, ...]) -> None:
        """Close the innermost element of that name, and all within it, but none beyond a scope."""
        if not self.counts.get(name) or self.steps > _MOST_STEPS:
            return
        for index in range(len(self.names) - 1, 0, -1):
            self.steps += 1
            each = self.names[index]
            if each == name:
                for closed in self.names[index:]:
                    self.counts[closed] -= 1
                del self.names[index:]
                del self.states[index:]
                return
            if each in scopes:
                return

    # --- elements without words of their own --------------------------------------------------

    def _void(self, name: str, found: dict[str, str], match: re.Match[str]) -> None:
        words = self._words()
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
            self.anchor = (href, place, seen.at.length, len(seen.parts))

    def _close_anchor(self, place: int) -> None:
        if self.anchor is None:
            return
        href, start, words, pieces = self.anchor
        self.anchor = None
        seen = self.page.seen
        end = self.content.find(">", place, place + 40)
        self._link(href, "".join(seen.parts[pieces:]), (start, end + 1 if end >= 0 else place))
        self.page.spans.append((words, seen.at.length))

    def _link(self, href: str, text: str, place: tuple[int, int]) -> None:
        if len(self.page.links) >= self.limits.links:
            self.page.defects.add("links_cut")
            self.page.truncated = True
            return
        clean = _SPACE.sub("", href.strip())[:4_000]
        self.page.links.append(Link(clean, " ".join(text.split())[:1_000], self.path, *place))
