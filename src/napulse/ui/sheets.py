"""The style sheets of every page: apart while we work on them, one file when they are served."""

from django.contrib.staticfiles.storage import staticfiles_storage

FOLDER = "ui/css"
TOGETHER = f"{FOLDER}/napulse.css"
SHEETS = (
    "tokens",
    "base",
    "layout",
    "guest",
    "components",
    "figures",
    "tables",
    "overlays",
    "forms",
    "fields",
    "pages",
    "phone",
    "print",
)
SOME_PAGES = ("grid", "heat")  # linked by the pages that need them
APART = tuple(f"{FOLDER}/{name}.css" for name in SHEETS)


def sheets() -> tuple[str, ...]:
    """What a page links to, in the order of the cascade."""
    collected: dict[str, str] = getattr(staticfiles_storage, "hashed_files", {})
    return (TOGETHER,) if TOGETHER in collected else APART
