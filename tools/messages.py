"""Gate for translations: catalogues say what the sources say; nothing untranslated or fuzzy."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import polib

APPS = Path("src/napulse")
ADMIN = Path(sys.executable).with_name("django-admin")
ARGS = ["-l", "ru", "--no-obsolete", "--no-wrap", "--add-location", "never"]
IGNORE = ["--ignore", "tests/*"]
LEFT_OUT = shutil.ignore_patterns("__pycache__", "static")

Key = tuple[str, str, str]


def messages_of(catalogue: Path) -> set[Key]:
    found = polib.pofile(str(catalogue))
    return {(entry.msgctxt or "", entry.msgid, entry.msgid_plural) for entry in found}


def messages_in_sources(app: Path, catalogue: Path) -> set[Key]:
    """What makemessages would write, found in a copy: the catalogue itself is never touched."""
    with TemporaryDirectory(prefix="napulse-messages-") as folder:
        copied = Path(folder) / app.name
        shutil.copytree(app, copied, ignore=LEFT_OUT)
        words = [str(ADMIN.absolute()), "makemessages", *ARGS, *IGNORE]
        subprocess.run(words, cwd=copied, check=True, capture_output=True)
        return messages_of(copied / catalogue.relative_to(app))


def drift(app: Path, catalogue: Path) -> list[str]:
    before, after = messages_of(catalogue), messages_in_sources(app, catalogue)
    missing = [f"{app.name}: missing from the catalogue: {k[1]!r}" for k in sorted(after - before)]
    gone = [f"{app.name}: no longer in the sources: {k[1]!r}" for k in sorted(before - after)]
    return missing + gone


def untranslated(app: Path, catalogue: Path) -> list[str]:
    return [
        f"{app.name}: untranslated: {entry.msgid!r}"
        for entry in polib.pofile(str(catalogue))
        if entry.fuzzy or not entry.translated()
    ]


def may_compare() -> bool:
    """Comparing with the sources needs gettext's own tools; only CI insists on them."""
    if shutil.which("xgettext"):
        return True
    if os.environ.get("NAPULSE_REQUIRE_ALL") == "1":
        raise SystemExit("translations: xgettext is missing: install gettext")
    sys.stderr.write("translations: no xgettext here, so drift from the sources is NOT checked\n")
    return False


def main() -> int:
    compare = may_compare()
    lines = []
    for catalogue in sorted(APPS.glob("*/locale/ru/LC_MESSAGES/django.po")):
        app = catalogue.parents[3]
        lines += untranslated(app, catalogue)
        lines += drift(app, catalogue) if compare else []
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
