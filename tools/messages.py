"""Gate for translations: no drift between sources and catalogues, nothing untranslated, nothing fuzzy."""

import subprocess
import sys
from pathlib import Path

import polib

APPS = Path("src/napulse")
ARGS = ["-l", "ru", "--no-obsolete", "--no-wrap", "--add-location", "never"]
IGNORE = ["--ignore", "tests/*", "--ignore", "static/*"]


def messages_of(catalogue: Path) -> set[tuple[str, str, str]]:
    found = polib.pofile(str(catalogue))
    return {(entry.msgctxt or "", entry.msgid, entry.msgid_plural) for entry in found}


def wrong_in(app: Path) -> list[str]:
    """What is wrong with one app's catalogue, as lines; the catalogue is left as it was."""
    catalogue = app / "locale/ru/LC_MESSAGES/django.po"
    kept = catalogue.read_text(encoding="utf-8")
    before = messages_of(catalogue)
    try:
        admin = Path(sys.executable).with_name("django-admin").resolve()
        subprocess.run([admin, "makemessages", *ARGS, *IGNORE], cwd=app, check=True, capture_output=True)  # noqa: S603
        after = messages_of(catalogue)
    finally:
        catalogue.write_text(kept, encoding="utf-8")
    lines = [f"{app.name}: missing from the catalogue: {key[1]!r}" for key in sorted(after - before)]
    lines += [f"{app.name}: no longer in the sources: {key[1]!r}" for key in sorted(before - after)]
    for entry in polib.pofile(str(catalogue)):
        if entry.fuzzy or not entry.translated():
            lines.append(f"{app.name}: untranslated: {entry.msgid!r}")
    return lines


def main() -> int:
    apps = sorted(path.parents[3] for path in APPS.glob("*/locale/ru/LC_MESSAGES/django.po"))
    lines = [line for app in apps for line in wrong_in(app)]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
