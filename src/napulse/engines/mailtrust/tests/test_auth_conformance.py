"""The public suites, where their archive is at hand."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

DATA = os.environ.get("NAPULSE_DATA")
sys.path.append(str(Path(__file__).parents[5] / "benchmarks"))

from mailtrust_conformance import OTHER_STANDARD, conformance  # noqa: E402


@pytest.mark.once
@pytest.mark.skipif(not DATA, reason="NAPULSE_DATA names no folder with the suites")
def test_the_public_suites_are_passed_with_named_exceptions_alone() -> None:
    spf, arc, dkim = conformance(Path(DATA or ""))
    assert spf == ("SPF, RFC 7208 suite", 203, 203, "")
    assert arc == ("ARC, validation suite", 171, 171, "")
    assert dkim[:3] == ("DKIM, Mail::DKIM corpus", 47, 79)
    assert "FAILED" not in dkim[3]
    assert [why in dkim[3] for why in OTHER_STANDARD] == [True, True, True]
