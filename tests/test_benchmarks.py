"""The benchmark runs, counts queries the same for few and many clients, and fails when it must."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
FEW, MANY = 4, 12
COUNTS = re.compile(r"takes (\d+) queries at \d+ clients and (\d+) at")
PAGES = (
    "empty",
    "pulse",
    "client",
    "client_with_draft",
    "report_form",
    "palette",
    "clients",
    "actions",
)
sys.path.append(str(BENCHMARKS))

from judging import Measured, Pair, verdicts  # noqa: E402
from shared import Facts, PageFacts, World  # noqa: E402
from weights import Weight  # noqa: E402


def ran(figures: Path, many: int, *words: str) -> "subprocess.CompletedProcess[str]":
    """One small run; no time is judged, this machine may be busy."""
    size = ["--clients", str(FEW), str(many), "--interactions", str(4 * many), "--rounds", "2"]
    told = ["--quick", *size, "--no-limits", *words, "--json", str(figures)]
    return subprocess.run(
        [sys.executable, str(BENCHMARKS / "pages.py"), *told],
        capture_output=True,
        text=True,
        timeout=600,
        env={k: v for k, v in os.environ.items() if k != "DATABASE_URL"},
    )


@pytest.mark.once
def test_pages_are_measured_on_every_database_that_is_there(tmp_path: Path) -> None:
    there = ["SQLite", "PostgreSQL"] if os.environ.get("NAPULSE_TEST_POSTGRES") else ["SQLite"]

    run = ran(tmp_path / "figures.json", MANY, "--no-weights")

    assert (run.returncode, run.stderr) == (0, "")
    assert ("PostgreSQL is left out" in run.stdout) is (len(there) == 1)
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert [(row["database"], row["clients"], row["page"]) for row in figures["pages"]] == [
        (database, clients, page) for database in there for clients in (FEW, MANY) for page in PAGES
    ]
    assert [row for row in figures["pages"] if not 0 < row["sql_ms"] < row["ms"]] == []
    counts = [COUNTS.search(verdict["text"]) for verdict in figures["verdicts"]]
    grown = [c[0] for c in counts if c and int(c[2]) > int(c[1])]
    assert grown == []


@pytest.mark.browser
@pytest.mark.once
def test_pages_are_as_light_on_the_wire_as_promised(tmp_path: Path) -> None:
    more_than_a_page_of_the_pulse = 45

    run = ran(tmp_path / "figures.json", more_than_a_page_of_the_pulse, "--postgres", "")

    assert run.returncode == 0, run.stderr
    figures: dict[str, Any] = json.loads((tmp_path / "figures.json").read_text())
    assert [weight["is_first"] for weight in figures["weights"]] == [True, *[False] * 6]
    heavy = [v["text"] for v in figures["verdicts"] if not v["is_kept"] and " KB" in v["text"]]
    assert heavy == []


@pytest.mark.once
def test_a_long_statement_is_read_and_written_whole() -> None:
    command = [sys.executable, str(BENCHMARKS / "statements.py"), "--quick", "--postgres", ""]
    plain = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}

    run = subprocess.run(command, capture_output=True, text=True, timeout=600, env=plain)

    assert (run.returncode, run.stderr) == (0, "")
    assert "kept    SQLite: 0 movements not written" in run.stdout


def measured(clients: int, *, pulse_s: float = 0.1, queries: int = 9) -> Measured:
    world = World("SQLite", "sqlite://", Path(), Path(), clients, 100)
    pages = {"empty": PageFacts("/e/", 5, 1), "pulse": PageFacts("/", queries, 1)}
    samples = {"empty": [(0.05, 0.01)], "pulse": [(pulse_s, 0.01), (pulse_s, 0.01), (9.0, 0.01)]}
    return Measured(world, Facts(pages, ""), samples)


def broken(*many: Measured, weights: tuple[Weight, ...] = ()) -> list[str]:
    pairs = [Pair(measured(50), each) for each in many]
    return [verdict.text for verdict in verdicts(pairs, list(weights)) if not verdict.is_kept]


def test_a_pulse_that_grows_by_a_third_breaks_the_promise_and_by_a_quarter_does_not() -> None:
    assert broken(measured(500, pulse_s=0.125)) == []
    assert broken(measured(500, pulse_s=0.133)) == [
        "SQLite: pulse at 500 clients is 1.33 of that at 50, at most 1.3"
    ]


def test_one_query_more_for_many_clients_breaks_the_promise() -> None:
    assert broken(measured(500, queries=10)) == [
        "SQLite: pulse takes 9 queries at 50 clients and 10 at 500"
    ]


def test_a_byte_too_many_breaks_the_promise() -> None:
    light = (Weight("pulse", True, 130_000, 9, {}), Weight("clients", False, 20_000, 2, {}))
    heavy = tuple(replace(weight, bytes=weight.bytes + 1) for weight in light)

    assert broken(weights=light) == []
    assert broken(weights=heavy) == [
        "first load pulse: 130.0 KB, at most 130",
        "later page clients: 20.0 KB, at most 20",
    ]
