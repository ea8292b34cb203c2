"""Documents beside their golden pictures, and workbooks as an office program reads them.

A changed look is accepted with NAPULSE_GOLDENS=write, after somebody has looked at it.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

DPI = 72
TOLERANCE = 255 * 1.5 / 100
CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false,-1"
"""Commas; texts alone in quotes, numbers as they are; UTF-8; every sheet a file of its own."""
CELL = re.compile(r'(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))')
Cell = str | float | None
REQUIRED = bool(os.environ.get("NAPULSE_REQUIRE_ALL"))


def a_tool(name: str) -> str:
    found = shutil.which(name)
    if found is None and not REQUIRED:
        pytest.skip(f"{name} is not installed")
    assert found, name
    return found


def a_page(body: bytes, folder: Path, *, number: int = 1, dpi: int = DPI) -> Image.Image:
    """A page of a PDF as it is printed, in shades of grey."""
    source, target = folder / "paper.pdf", folder / "page"
    source.write_bytes(body)
    pages = ["-f", str(number), "-l", str(number)]
    command = [a_tool("pdftoppm"), "-png", "-r", str(dpi), "-gray", *pages, "-singlefile"]
    subprocess.run([*command, str(source), str(target)], check=True)  # noqa: S603 - our own file
    return Image.open(target.with_suffix(".png"))


def words_of(body: bytes, folder: Path) -> str:
    """What a reader takes out of a PDF by copying."""
    source = folder / "paper.pdf"
    source.write_bytes(body)
    command = [a_tool("pdftotext"), "-layout", str(source), "-"]
    said = subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own file
    return " ".join(said.stdout.decode().split())


def distance(page: Image.Image, golden: Path) -> float:
    """How far a page is from its golden picture, of 255."""
    with Image.open(golden) as kept:
        expected = kept.convert("L")
    assert page.size == expected.size, golden.name
    return float(ImageStat.Stat(ImageChops.difference(page.convert("L"), expected)).rms[0])


def assert_looks_as(page: Image.Image, golden: Path) -> None:
    if os.environ.get("NAPULSE_GOLDENS") == "write":
        golden.parent.mkdir(exist_ok=True)
        page.quantize(16).save(golden, optimize=True)
    far = distance(page, golden)
    assert far < TOLERANCE, f"{golden.stem} differs by {far:.1f} of 255"


def opened_by_office(body: bytes, folder: Path) -> list[list[list[Cell]]]:
    """The rows of each sheet as LibreOffice opens the workbook: a number is one only to it."""
    office = a_tool("soffice")
    source = folder / "book.xlsx"
    source.write_bytes(body)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [office, profile, "--headless", "--convert-to", CSV, "--outdir", str(folder)]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=120)  # noqa: S603
    files = sorted(folder.glob("book-*.csv"), key=lambda found: found.stat().st_mtime_ns)
    return [_rows(found.read_text(encoding="utf-8")) for found in files]


def _rows(text: str) -> list[list[Cell]]:
    return [
        [_cell(found[1], found[2]) for found in CELL.finditer(line)] for line in text.splitlines()
    ]


def _cell(quoted: str | None, plain: str) -> Cell:
    if quoted is not None:
        return quoted.replace('""', '"')
    share = plain.endswith("%")
    try:
        return float(plain.rstrip("%")) / (100 if share else 1) if plain else None
    except ValueError:
        return plain  # a day
