"""Compile every message catalogue in Python alone, without gettext's tools."""

from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parent.parent


def compile_all(root: Path = PACKAGE) -> int:
    """Write a .mo beside each .po that is newer; return how many were written."""
    written = 0
    for source in root.rglob("locale/*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))
            written += 1
    return written


if __name__ == "__main__":
    compile_all()
