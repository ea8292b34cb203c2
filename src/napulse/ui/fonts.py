"""Where the faces of pages and documents lie: `napulse.ui.vendor` brings them when it is built."""

from pathlib import Path

FONTS = Path(__file__).resolve().parent / "static" / "vendor"
