"""Copies the third-party files we use from node_modules into static/vendor.

Browsers read Inter as WOFF2, with the features that our pages use and no others; the typesetter
of PDF needs it as TTF.
"""

import re
import shutil
import sys
from pathlib import Path
from xml.etree import ElementTree

from fontTools import subset

from napulse.ui.fonts import FONTS

REPOSITORY = Path(__file__).resolve().parents[3]
MODULES = REPOSITORY / "node_modules"


FILES = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "inter-latin.woff2",
    "@fontsource-variable/inter/files/inter-cyrillic-wght-normal.woff2": "inter-cyrillic.woff2",
    "@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf": "inter-regular.ttf",
    "@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf": "inter-semibold.ttf",
}
LICENCES = {
    "htmx.org/LICENSE": "htmx.LICENSE.txt",
    "@fontsource-variable/inter/LICENSE": "inter.LICENSE.txt",
    "@tabler/icons/LICENSE": "icons.LICENSE.txt",
}
ICONS = (
    "activity", "adjustments-horizontal", "alert-circle", "alert-triangle", "archive",
    "arrow-back-up", "arrow-down", "arrow-left", "arrow-right", "arrow-up", "arrows-sort", "at",
    "bell", "bolt", "books", "brand-telegram", "briefcase", "building", "building-store",
    "bulb", "calendar", "calendar-event", "calendar-off", "calendar-plus", "chart-bar",
    "chart-histogram", "check", "checklist", "chevron-down", "chevron-left", "chevron-right",
    "chevron-up", "circle", "circle-check", "circle-dot", "circle-x", "clipboard-check",
    "clock", "clock-cog", "clock-exclamation", "copy", "device-laptop", "device-mobile",
    "devices", "dots", "download", "edit", "external-link", "eye", "file", "file-import",
    "file-invoice", "file-text", "files", "filter", "fingerprint", "flag", "folder",
    "grip-vertical", "hash", "heart-handshake", "help", "history", "home", "inbox",
    "info-circle", "key", "keyboard", "language", "layout-kanban", "link", "list", "list-check",
    "loader", "lock", "logout", "mail", "mail-forward", "mail-opened", "map-pin", "menu-2",
    "message", "message-circle", "message-plus", "message-report", "messages", "mood-empty",
    "mood-neutral", "mood-sad", "mood-smile", "moon", "note", "paperclip", "pencil", "phone",
    "pin", "player-pause", "player-play", "plug-connected-x", "plus", "printer", "qrcode",
    "question-mark", "receipt", "refresh", "rotate", "search", "send", "settings",
    "shield-lock", "sparkles", "stairs-up", "star", "sun", "switch-horizontal", "table",
    "target", "thumb-up", "timeline", "trash", "trending-down", "trending-up", "upload", "user",
    "user-check", "user-circle", "user-cog", "user-off", "user-plus", "users", "users-group",
    "video", "world", "writing-sign", "x",
)  # fmt: skip

FEATURES = ["ccmp", "locl", "mark", "mkmk", "kern", "calt", "tnum", "cv05", "ss03"]

SVG = "{http://www.w3.org/2000/svg}"


def symbol(name: str) -> str:
    """One icon as a <symbol> of the sprite."""
    source = MODULES / "@tabler/icons/icons/outline" / f"{name}.svg"
    drawing = ElementTree.parse(source).getroot()  # noqa: S314 our own lock file pins it
    shapes = "".join(
        f"<{shape.tag.removeprefix(SVG)} "
        + " ".join(f'{key}="{value}"' for key, value in shape.attrib.items())
        + "/>"
        for shape in drawing
        if shape.get("stroke") != "none"
    )
    return f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>'


def sprite() -> str:
    """All listed icons in one file; stroke comes from the page's CSS."""
    body = "\n".join(symbol(name) for name in ICONS)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n'


def without_source_map(text: str) -> str:
    """The hashed storage fails on a source map that is not shipped."""
    return re.sub(r"\n?//# sourceMappingURL=\S+\s*$", "\n", text)


def lean_font(source: Path, target: Path) -> None:
    """The font without alternates that no page asks for: a third fewer bytes on the first visit."""
    options = subset.Options(flavor="woff2", layout_features=FEATURES, notdef_outline=True)
    font = subset.load_font(str(source), options)
    keeper = subset.Subsetter(options)
    keeper.populate(unicodes=font.getBestCmap())
    keeper.subset(font)
    subset.save_font(font, str(target), options)


def copy(source: Path, target: Path) -> None:
    """Copy one file: scripts without their source map line, fonts without what is not used."""
    if source.suffix == ".js":
        target.write_text(without_source_map(source.read_text("utf-8")), "utf-8")
    elif source.suffix == ".woff2":
        lean_font(source, target)
    else:
        shutil.copyfile(source, target)


def main() -> int:
    """Fill static/vendor afresh."""
    if not MODULES.is_dir():
        sys.stderr.write("node_modules is missing: run `npm ci` first.\n")
        return 1
    shutil.rmtree(FONTS, ignore_errors=True)
    FONTS.mkdir(parents=True)
    for source, target in (FILES | LICENCES).items():
        if (MODULES / source).is_file():
            copy(MODULES / source, FONTS / target)
    (FONTS / "icons.svg").write_text(sprite(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
