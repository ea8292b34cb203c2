"""A browser, a demo agency built once, and visits to copies of it."""

import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.journeys.installation import Installation, copied, running
from tests.journeys.post import Post, post_office
from tests.journeys.visit import DESK, POCKET, TIMEOUT_MS, Look, Visit

CHROMIUM = Path(os.environ.get("NAPULSE_CHROMIUM", "/usr/bin/chromium"))
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-lcd-text"]
Visits = Callable[..., Visit]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists() and not os.environ.get("NAPULSE_REQUIRE_ALL"):
        pytest.skip("no Chromium here; NAPULSE_CHROMIUM says where it is")
    expect.set_options(timeout=TIMEOUT_MS)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory that all processes of this run have in common."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def demo(shared: Path, browser: Browser) -> Path:
    """The demo agency, built by whichever process comes first; nobody serves this copy."""
    home = Path(os.environ.get("NAPULSE_TEST_DEMO") or shared / "demo")
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            making = Installation(shared / "demo-in-the-making")
            making.home.mkdir()
            making.run("collectstatic", "--noinput", "--verbosity", "0")
            making.run("demo")
            making.home.rename(home)
    return home


@pytest.fixture(params=[DESK, POCKET], ids=str)
def look(request: pytest.FixtureRequest) -> Look:
    chosen: Look = request.param
    return chosen


@pytest.fixture(scope="session")
def served(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One server for the journeys of this process, one after the other."""
    home = copied(demo, tmp_path_factory.mktemp("served") / "home")
    with running(home, "--no-worker") as installation:
        yield installation


@pytest.fixture
def agency(demo: Path, served: Installation, request: pytest.FixtureRequest) -> Installation:
    """The demo agency as it was built; its people read the language of the look."""
    served.restore(demo)
    if "look" in request.fixturenames:
        served.speak(request.getfixturevalue("look").language)
    return served


@pytest.fixture
def visits(browser: Browser) -> Iterator[Visits]:
    """Opens visits, and closes them with their faults told."""
    opened: list[Visit] = []

    def visit(url: str, look: Look = DESK) -> Visit:
        opened.append(Visit(browser, url, look))
        return opened[-1]

    yield visit
    for each in opened:
        each.close()


@pytest.fixture
def mailing(demo: Path, tmp_path: Path, look: Look) -> Iterator[tuple[Installation, Post]]:
    """The demo agency with its worker and a mail server."""
    home = copied(demo, tmp_path / "home")
    Installation(home).speak(look.language)
    with post_office() as (post, settings), running(home, **settings) as installation:
        yield installation, post


@pytest.fixture
def newborn(tmp_path: Path) -> Iterator[tuple[Installation, Post]]:
    """A new installation in which nobody has ever signed in, with a mail server."""
    home = tmp_path / "home"
    home.mkdir()
    with post_office() as (post, settings), running(home, **settings) as installation:
        yield installation, post
