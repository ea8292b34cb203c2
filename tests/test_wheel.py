"""The wheel serves the product in a clean environment: no sources, no Node, an empty home."""

import os
import re
import signal
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parent.parent
REQUIRED = os.environ.get("NAPULSE_REQUIRE_ALL") == "1"
SET_A_PAGE = """
import typst
from pathlib import Path
import napulse.service.documents as documents
text = Path(documents.__file__).with_name("contact_report.typ").read_text("utf-8")
print(len(text) > 0, typst.compile(b"#set page(width: 9cm)\\nGranit", format="pdf")[:4])
"""

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("wheel")]


@dataclass(frozen=True)
class Installed:
    wheel: Path
    bin: Path
    home: Path

    @property
    def environment(self) -> dict[str, str]:
        return {"HOME": str(self.home), "PATH": str(self.bin), "LANG": "C.UTF-8"}

    def run(self, *words: str, home: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.bin / words[0], *words[1:]],
            cwd=self.home,
            env=self.environment | ({"NAPULSE_HOME": home} if home else {}),
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, ROOT / "tools/wheel.py", folder], check=True, timeout=300)
    wheel = next(folder.glob("*.whl"))
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True, timeout=120)
    pip = [folder / "venv/bin/python", "-m", "pip", "install", "--quiet"]
    told = subprocess.run(
        [*pip, "-c", folder / "constraints.txt", wheel],
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    if told.returncode and not REQUIRED:
        pytest.skip(f"pip cannot install here: {told.stderr.strip()[-300:]}")
    assert told.returncode == 0, told.stderr
    home = folder / "home"
    home.mkdir()
    return Installed(wheel, folder / "venv/bin", home)


def contents(installed: Installed) -> list[str]:
    with zipfile.ZipFile(installed.wheel) as archive:
        return archive.namelist()


def test_the_wheel_carries_what_pages_and_letters_need(installed: Installed) -> None:
    names = set(contents(installed))
    sources = ROOT / "src"
    needed = {
        str(path.relative_to(sources))
        for pattern in ("templates/**/*.*", "documents/*.typ", "demo/files/*", "static/**/*.*")
        for path in (sources / "napulse").rglob(pattern)
        if path.is_file() and "tests" not in path.parts
    }
    catalogues = {
        str(path.relative_to(sources).with_suffix(".mo"))
        for path in (sources / "napulse").rglob("*.po")
    }

    assert needed
    assert catalogues
    assert (needed | catalogues) - names == set()
    assert "napulse/staticfiles/staticfiles.json" in names
    assert {Path(name).suffix for name in names if "/staticfiles/" in name} >= {".gz", ".br"}


def test_the_wheel_carries_no_tests_and_no_data(installed: Installed) -> None:
    unwanted = re.compile(r"/tests/|/testing\.py$|\.po$|\.sqlite3|secret-key|__pycache__")

    assert [name for name in contents(installed) if unwanted.search(name)] == []


def test_what_is_installed_fits_together(installed: Installed) -> None:
    told = installed.run("python", "-m", "pip", "check")

    assert (told.returncode, told.stdout.strip()) == (0, "No broken requirements found.")


def test_the_command_line_explains_itself(installed: Installed) -> None:
    told = installed.run("napulse", "--help")

    assert told.returncode == 0, told.stderr
    assert {"up", "web", "worker", "create-director"} <= set(told.stdout.split())


def test_the_demo_agency_comes_with_the_wheel(installed: Installed) -> None:
    home = str(installed.home / "demo")

    told = installed.run("napulse", "demo", home=home)
    checked = installed.run("napulse", "check", home=home)

    assert "Sign in as" in told.stdout, told.stderr
    assert "History is whole" in checked.stdout, checked.stderr


def test_documents_can_be_set(installed: Installed) -> None:
    told = installed.run("python", "-c", SET_A_PAGE)

    assert told.stdout.strip() == "True b'%PDF'", told.stderr


@pytest.fixture
def first_start(installed: Installed) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`napulse up` on a free port, and the address of the setup page that it prints."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with subprocess.Popen(
        [installed.bin / "napulse", "up", "--port", str(port)],
        cwd=installed.home,
        env=installed.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        assert server.stdout
        said = [server.stdout.readline()]
        said.append(server.stdout.readline() if said[0].startswith("Napulse is at") else "")
        found = re.search(r"http://\S+/setup/\S+/", said[1])
        if not found:
            server.kill()
        assert found, said + server.stdout.readlines()
        yield server, found[0]
        if server.poll() is None:
            server.kill()


def body_of(address: str) -> bytes:
    with urlopen(address, timeout=20) as answer:  # noqa: S310 - our own server
        assert answer.status == 200
        return bytes(answer.read())


def test_the_first_start_serves_pages_with_their_looks_and_stops_when_told(
    first_start: tuple[subprocess.Popen[str], str],
) -> None:
    server, setup = first_start
    origin = setup.split("/setup/")[0]
    page = body_of(setup).decode()
    assets = re.findall(r'(?:href|src)="(/static/[^"#]+)', page)

    assert [name for name in assets if name.endswith(".css")]
    assert [name for name in assets if name.endswith(".js")]
    assert all(re.search(r"\.[0-9a-f]{12}\.\w+$", name) for name in assets)
    assert all(body_of(origin + name) for name in assets)
    assert b"<form" in body_of(f"{origin}/")

    server.send_signal(signal.SIGTERM)
    assert server.wait(timeout=30) == 0
    assert server.stdout
    assert "Traceback" not in server.stdout.read()
