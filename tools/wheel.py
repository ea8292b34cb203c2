"""Builds the wheel in a clean copy: catalogues compiled, static files collected and hashed."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
NEEDED = ("pyproject.toml", "README.md", "LICENSE", "tools")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "staticfiles", "tests", "*.sqlite3*", "var")
PINNED = re.compile(r"^([\w.-]+==[^\s\\]+)((?: ; [^\\\n]+?)?)\s*\\?$", re.MULTILINE)


def build(out: Path) -> Path:
    """Build into `out` and return the wheel's path; `constraints.txt` is written beside it."""
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="napulse-wheel-") as folder:
        tree = Path(folder)
        copy_sources(tree)
        run(tree, "-m", "napulse.config.translations")
        run(tree, "-m", "napulse.config.cli", "collectstatic", "--noinput", "--verbosity", "0")
        run(tree, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(tree))
    (out / "constraints.txt").write_text(constraints(), encoding="utf-8")
    return max(out.glob("napulse-*.whl"), key=lambda wheel: wheel.stat().st_mtime)


def copy_sources(tree: Path) -> None:
    shutil.copytree(ROOT / "src", tree / "src", ignore=LEFT_OUT)
    for name in NEEDED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tree / name)
        else:
            shutil.copy2(source, tree / name)


def run(tree: Path, *words: str) -> None:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NAPULSE_", "DATABASE_"))}
    own = {"PYTHONPATH": str(tree / "src"), "NAPULSE_HOME": str(tree / "var")}
    subprocess.run([sys.executable, *words], cwd=tree, env=kept | own, check=True)


def constraints() -> str:
    """The tested version of everything, in the form that `pip install -c` takes."""
    lock = (ROOT / "requirements" / "lock.txt").read_text(encoding="utf-8")
    return "".join(f"{pin}{marker}\n" for pin, marker in PINNED.findall(lock))


if __name__ == "__main__":
    sys.stdout.write(f"{build(Path(sys.argv[1]).resolve())}\n")
