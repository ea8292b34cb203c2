"""The MIME tree of a letter, walked without recursion and within limits.

Defect codes: `boundary_missing`, `boundary_unclosed`, `encoded_multipart`, `encoding_unknown`,
`charset_unknown`, `charset_lie`, `charset_broken`, `charset_utf7`, `param_twice`, `param_cut`,
`type_broken`, `type_lie`, `parts_cut`, `depth_cut`, `text_cut`, `part_several_content-type`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from napulse.engines.mailtrust import params, wire
from napulse.engines.mailtrust.charsets import decoded
from napulse.engines.mailtrust.letter import Part
from napulse.engines.mailtrust.model import Limits
from napulse.engines.mailtrust.transfer import decoded_size, judged_type, transferred

_TYPE = re.compile(r"^[\w.+-]+/[\w.+-]+$", re.ASCII)
_LETTER = frozenset({"message/rfc822", "message/global", "message/news"})
_ENCODINGS = frozenset({"", "7bit", "8bit", "binary", "base64", "quoted-printable"})
_TEXT = frozenset({"text/plain", "text/html", "application/xhtml+xml", "text/enriched"})
_REST = re.compile(rb"(?:--)?[ \t]*+(?:\r?\n|\r|\Z)")
_MIME_FIELDS = frozenset({"content-type", "content-transfer-encoding", "content-disposition"})


@dataclass(frozen=True)
class Entity:
    """A node still to be walked. `fixed` is the place in the letter of a decoded inner letter."""

    source: bytes
    start: int
    stop: int
    path: str
    depth: int
    digest: bool = False
    inner: bool = False
    fixed: tuple[int, int] | None = None
    head: wire.Head | None = None


@dataclass
class Tree:
    """The leaves in order, the inner letters, and what was odd or cut."""

    parts: list[Part] = field(default_factory=list)
    own: list[bool] = field(default_factory=list)  # whether the part is the letter's own
    inner: list[tuple[str, bytes]] = field(default_factory=list)
    defects: set[str] = field(default_factory=set)
    truncated: bool = False

    def cut(self, code: str) -> None:
        """A limit was met."""
        self.truncated = True
        self.defects.add(code)


@dataclass(frozen=True)
class _Kind:
    """What the entity's own fields say of it."""

    type: str
    params: params.Params
    encoding: str
    disposition: str
    filename: str


def walk(raw: bytes, head: wire.Head, stop: int, limits: Limits) -> Tree:
    """The tree below the letter whose header block is `head`."""
    tree = Tree()
    walker = _Walker(limits, tree)
    walker.stack.append(Entity(raw, head.start, stop, "", 0, head=head))
    while walker.stack:
        if walker.seen >= limits.parts:
            tree.cut("parts_cut")
            break
        walker.seen += 1
        walker.visit(walker.stack.pop())
    return tree


class _Walker:
    def __init__(self, limits: Limits, tree: Tree) -> None:
        self.limits = limits
        self.tree = tree
        self.stack: list[Entity] = []
        self.seen = 0
        self.text_left = limits.text_chars
        self.html_left = limits.html_bytes

    def visit(self, entity: Entity) -> None:
        if entity.depth > self.limits.depth:
            self.tree.cut("depth_cut")
            return
        small = Limits(header_bytes=64_000, headers=100)
        head = entity.head or wire.read_head(entity.source, entity.start, entity.stop, small)
        if head.truncated:
            self.tree.truncated = True
        kind = self._kind(head, digest=entity.digest)
        if kind.type.startswith("multipart/") and self._multipart(entity, head, kind):
            return
        self._leaf(entity, head, kind)

    def _kind(self, head: wire.Head, *, digest: bool) -> _Kind:
        values: dict[str, bytes] = {}
        for item in head.fields:
            if (
                item.name in _MIME_FIELDS
                and values.setdefault(item.name, head.raw(item)) is not (values[item.name])
            ):
                self.tree.defects.add(f"part_several_{item.name}")
        default = "message/rfc822" if digest else "text/plain"
        kind, found = params.parse(values.get("content-type", b""))
        if not _TYPE.match(kind):
            if kind:
                self.tree.defects.add("type_broken")
            kind = "text/html" if kind.startswith("text/html") else default
        encoding = params.parse(values.get("content-transfer-encoding", b""))[0].strip("\"' ")
        disposition, named = params.parse(values.get("content-disposition", b""))
        self._note(found, encoding)
        filename = (named.get("filename") or found.get("name") or "").strip()
        return _Kind(kind, found, encoding, disposition, filename)

    def _note(self, found: params.Params, encoding: str) -> None:
        if found.twice:
            self.tree.defects.add("param_twice")
        if found.cut:
            self.tree.cut("param_cut")
        if encoding not in _ENCODINGS:
            self.tree.defects.add("encoding_unknown")

    def _multipart(self, entity: Entity, head: wire.Head, kind: _Kind) -> bool:
        """Push the children; False where there are none to be found."""
        boundary = kind.params.get("boundary", "").encode("utf-8", "surrogateescape").rstrip()
        room = self.limits.parts - self.seen
        bounds, closed = (
            _children(entity.source, head.body, entity.stop, boundary, room)
            if boundary
            else ([], True)
        )
        if not bounds:
            self.tree.defects.add("boundary_missing")
            return False
        if kind.encoding in ("base64", "quoted-printable"):
            self.tree.defects.add("encoded_multipart")
        if not closed:
            self.tree.defects.add("boundary_unclosed")
        digest = kind.type == "multipart/digest"
        for number in range(len(bounds), 0, -1):
            start, stop = bounds[number - 1]
            path = f"{entity.path}.{number}" if entity.path else str(number)
            self.stack.append(
                Entity(
                    entity.source, start, stop, path, entity.depth + 1, digest,
                    entity.inner, entity.fixed,
                )
            )  # fmt: skip
        return True

    def _leaf(self, entity: Entity, head: wire.Head, kind: _Kind) -> None:
        path = entity.path or "1"
        body = entity.source[head.body : entity.stop]
        place = entity.fixed or (head.body, entity.stop)
        type_ = "text/plain" if kind.type.startswith("multipart/") else kind.type
        attached = kind.disposition == "attachment" or type_ in _LETTER
        is_letter = type_ in _LETTER or (attached and kind.filename.lower().endswith(".eml"))
        if type_ not in _TEXT and not type_.startswith("text/"):
            attached = attached or bool(kind.filename)
        content = "" if not type_.startswith("text/") else self._content(body, kind, type_)
        judged = judged_type(body, kind.encoding, kind.filename) if attached else ""
        if judged and _lies(judged, type_):
            self.tree.defects.add("type_lie")
        size = decoded_size(body, kind.encoding)
        self.tree.parts.append(
            Part(path, type_, content, kind.filename, attached, size, *place, judged)
        )
        self.tree.own.append(not entity.inner)
        if is_letter:
            self._inner(entity, head, kind, path)

    def _content(self, body: bytes, kind: _Kind, type_: str) -> str:
        html = type_ == "text/html"
        room = self.html_left if html else self.text_left * 4
        factor = 2 if kind.encoding == "base64" else 3 if kind.encoding == "quoted-printable" else 1
        data = transferred(body[: room * factor], kind.encoding)
        cut = len(body) > room * factor or len(data) > room
        text, defect = decoded(data[:room], kind.params.get("charset", ""))
        if not html and len(text) > self.text_left:
            text, cut = text[: self.text_left], True
        if cut:
            self.tree.cut("text_cut")
        if defect and not cut:
            self.tree.defects.add(defect)
        if html:
            self.html_left -= min(len(data), room)
        else:
            self.text_left -= len(text)
        return text

    def _inner(self, entity: Entity, head: wire.Head, kind: _Kind, path: str) -> None:
        """An inner letter: kept whole, its parts walked below it."""
        if kind.encoding in ("base64", "quoted-printable"):
            inside = transferred(entity.source[head.body : entity.stop], kind.encoding)
            place = entity.fixed or (head.body, entity.stop)
            below = Entity(inside, 0, len(inside), path, entity.depth + 1, inner=True, fixed=place)
        else:
            inside = entity.source[head.body : entity.stop]
            below = Entity(
                entity.source, head.body, entity.stop, path, entity.depth + 1,
                inner=True, fixed=entity.fixed,
            )  # fmt: skip
        if sum(len(bytes_) for _, bytes_ in self.tree.inner) + len(inside) > self.limits.bytes:
            self.tree.cut("inner_cut")
        else:
            self.tree.inner.append((path, inside))
        self.stack.append(below)


def _lies(judged: str, declared: str) -> bool:
    if judged in ("application/x-msdownload", "text/html"):
        return declared.startswith(("image/", "audio/", "video/", "application/pdf"))
    return declared.startswith(("image/", "text/")) and not judged.startswith("image/")


def _children(
    source: bytes, start: int, stop: int, boundary: bytes, room: int
) -> tuple[list[tuple[int, int]], bool]:
    """Where the children of a multipart stand, `room` and one at most; whether it is closed."""
    marker = b"--" + boundary
    bounds: list[tuple[int, int]] = []
    begin = -1
    position = source.find(marker, start, stop)
    while position >= 0:
        after = position + len(marker)
        line = _delimiter_end(source, start, stop, position, after)
        if line >= 0:
            if begin >= 0:
                bounds.append((begin, max(begin, _before_line_end(source, position))))
            if source[after : after + 2] == b"--":
                return bounds, True
            if len(bounds) > room:
                return bounds, True
            begin = line
        position = source.find(marker, after, stop)
    if begin >= 0:
        bounds.append((begin, stop))
    return bounds, False


def _delimiter_end(source: bytes, start: int, stop: int, position: int, after: int) -> int:
    """Where the line of a delimiter ends, or -1 if this is no delimiter."""
    if position != start and source[position - 1] not in b"\r\n":
        return -1
    line = _REST.match(source, after, stop)
    return line.end() if line else -1


def _before_line_end(source: bytes, position: int) -> int:
    if source[position - 2 : position] == b"\r\n":
        return position - 2
    return position - 1
