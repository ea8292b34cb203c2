"""As much of CSS as tells whether words can be seen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

Colour = tuple[int, int, int]

_COMMENT = re.compile(r"/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)")
_DECLARATION = re.compile(r"([a-zA-Z-]{2,40})\s*:\s*([^;]*)")
_LENGTH = re.compile(
    r"(-?(?:\d{1,6}(?:\.\d{0,6})?|\.\d{1,6}))\s*(px|pt|em|rem|%|vw|vh|ex|mm|cm|in)?"
)
_HEX = re.compile(r"#([0-9a-f]{3,8})\b")
_RGB = re.compile(
    r"rgba?\(\s*([\d.]{1,6})[\s,]+([\d.]{1,6})[\s,]+([\d.]{1,6})(?:[\s,/]+([\d.]{1,6}))?"
)
_SELECTOR = re.compile(r"^([a-z][a-z0-9]{0,15})?(?:([.#])([\w-]{1,60}))?$", re.IGNORECASE)
_NAMES: dict[str, Colour] = {
    "white": (255, 255, 255), "black": (0, 0, 0), "red": (255, 0, 0), "blue": (0, 0, 255),
    "green": (0, 128, 0), "gray": (128, 128, 128), "grey": (128, 128, 128),
    "yellow": (255, 255, 0), "silver": (192, 192, 192), "snow": (255, 250, 250),
    "whitesmoke": (245, 245, 245), "ivory": (255, 255, 240), "ghostwhite": (248, 248, 255),
    "navy": (0, 0, 128), "orange": (255, 165, 0),
}  # fmt: skip
_PIXELS = {"px": 1.0, "pt": 1.33, "mm": 3.8, "cm": 38.0, "in": 96.0}
_SEEN = {"hidden": False, "collapse": False, "visible": True}
_SIDES = ("max-height", "max-width", "height", "width")
_PLACES = ("left", "top", "right", "bottom")
_OFF_SCREEN = -500.0
_MOST_RULES = 3_000
_MOST_DECLARATIONS = 60


@dataclass(frozen=True)
class Style:
    """What an element's own style says: `gone` hides it and all within; None leaves as inherited.

    `size` in CSS pixels; `scale` multiplies the inherited size instead. `picture`: the background
    is an image, so its colour is not known.
    """

    gone: bool = False
    seen: bool | None = None
    size: float | None = None
    scale: float | None = None
    colour: Colour | None = None
    ground: Colour | None = None
    picture: bool = False


PLAIN = Style()
Rules = dict[str, str]


def style_of(css: str) -> Style:
    """The style of a list of declarations."""
    if not css.strip("; "):
        return PLAIN
    return _remembered(css) if len(css) <= 600 else _style_of(css[:20_000])


def _style_of(css: str) -> Style:
    values: dict[str, str] = {}
    strong: set[str] = set()
    for count, (name, value) in enumerate(_DECLARATION.findall(css)):
        if count >= _MOST_DECLARATIONS:
            break
        name, value = name.lower(), value.strip().lower()
        important = "!" in value
        if important or name not in strong:
            values[name] = value.split("!")[0].strip()
        if important:
            strong.add(name)
    return _judged(values)


_remembered = lru_cache(maxsize=4096)(_style_of)


def _judged(values: dict[str, str]) -> Style:
    get = values.get
    size, scale = _font_size(get("font-size") or _font_shorthand(get("font", "")))
    background = f"{get('background', '')} {get('background-image', '')}"
    ground, _ = parse_colour(get("background-color") or get("background", ""))
    colour, clear = parse_colour(get("color", ""))
    return Style(
        gone=clear or get("display") == "none" or _boxed_away(values),
        seen=_SEEN.get(get("visibility", "")),
        size=size,
        scale=scale,
        colour=colour,
        ground=ground,
        picture="url(" in background or "gradient(" in background,
    )


def _boxed_away(values: dict[str, str]) -> bool:
    """Whether opacity, clipping, a box without room or its place keep the words from sight."""
    get = values.get
    if "opacity" in values and _number(get("opacity", ""), 1.0) <= 0.05:
        return True
    if (get("overflow") or get("overflow-y", "")).startswith(("hidden", "clip")) and any(
        _number(get(side, ""), 100.0) <= 1.0 for side in _SIDES
    ):
        return True
    if get("position") in ("absolute", "fixed"):
        if any(_number(get(side, ""), 0.0) <= _OFF_SCREEN for side in _PLACES):
            return True
        if _clip(get("clip", "")):
            return True
    if any(_number(get(name, ""), 0.0) <= _OFF_SCREEN for name in ("text-indent", "margin-left")):
        return True
    return "scale(0)" in get("transform", "")


def _clip(value: str) -> bool:
    return value.startswith("rect(0") and not value.strip("rect(0px, )")


def _number(value: str, default: float) -> float:
    match = _LENGTH.match(value) if value else None
    if not match:
        return default
    return float(match[1]) * _PIXELS.get(match[2] or "", 1.0)


def _font_shorthand(value: str) -> str:
    words = (word for word in value.split()[:6] if word[:1].isdigit() and word[-1:].isalpha())
    return next(words, "")


def _font_size(value: str) -> tuple[float | None, float | None]:
    match = _LENGTH.match(value) if value else None
    if not match:
        return None, None
    number, unit = float(match[1]), match[2] or ""
    if unit in ("em", "%", "ex"):
        return None, number / 100 if unit == "%" else number
    return number * {"rem": 16.0, "vw": 12.0, "vh": 8.0}.get(unit, _PIXELS.get(unit, 1.0)), None


def parse_colour(value: str) -> tuple[Colour | None, bool]:
    """The colour in a value, or None; and whether it is wholly transparent."""
    if not value:
        return None, False
    if match := _HEX.search(value):
        return _hex(match[1])
    if match := _RGB.search(value):
        red, green, blue = (_channel(part) for part in match.groups()[:3])
        clear = match[4] is not None and _number(match[4], 1.0) <= 0.05
        return (None, True) if clear else ((red, green, blue), False)
    if value.startswith("transparent"):
        return None, True
    return next((_NAMES[word] for word in value.split()[:4] if word in _NAMES), None), False


def _channel(text: str) -> int:
    try:
        return min(255, int(float(text)))
    except ValueError:
        return 0


def _hex(digits: str) -> tuple[Colour | None, bool]:
    if len(digits) in (3, 4):
        digits = "".join(digit * 2 for digit in digits)
    if len(digits) < 6:
        return None, False
    if len(digits) == 8 and digits[6:] == "00":
        return None, True
    return (int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)), False


def alike(one: Colour, other: Colour) -> bool:
    """Whether the eye cannot tell words of one colour from a ground of the other."""
    return all(abs(a - b) <= 10 for a, b in zip(one, other, strict=True))


def parse_rules(css: str, rules: Rules) -> None:
    """Add the rules of a style sheet to `rules`, by selector (`.name`, `#name`, `tag`, `tag.name`).

    Media queries are left out, except for `screen` and `all`: a letter is judged on a desktop.
    """
    css = _COMMENT.sub("", css).replace("<!--", "").replace("-->", "")
    place, inside = 0, 0
    while len(rules) < _MOST_RULES:
        opened = css.find("{", place)
        if opened < 0:
            return
        selector = css[place:opened].rpartition(";")[2].strip(" \t\r\n}")
        if selector.startswith("@"):
            inside = _at_rule(css, selector, opened)
            place = inside
            continue
        closed = css.find("}", opened)
        closed = len(css) if closed < 0 else closed
        _add_rule(rules, selector, css[opened + 1 : closed])
        place = closed + 1


def _at_rule(css: str, selector: str, opened: int) -> int:
    """Where to read on: inside the block where it counts for a desktop, else behind it."""
    words = selector.lower().split()
    if words[0] == "@media" and all(word in ("@media", "screen", "all", "only") for word in words):
        return opened + 1
    depth, place = 1, opened + 1
    for match in _BRACE.finditer(css, place):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return match.end()
    return len(css)


_BRACE = re.compile(r"[{}]")


def _add_rule(rules: Rules, selector: str, body: str) -> None:
    for each in selector.split(",")[:50]:
        match = _SELECTOR.match(each.strip())
        if match and (match[1] or match[2]):
            key = (match[1] or "").lower() + (match[2] or "") + (match[3] or "")
            earlier = rules.get(key, "")
            if len(earlier) < 2_000:
                rules[key] = f"{earlier};{body[:2_000]}"
