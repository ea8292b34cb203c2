"""Letters that are known to be forged, genuine or neither are judged so; nothing bent gets through.

The letters are those of `benchmarks/mailtrust.py`; they are signed here, for a zone of their own.
"""

import csv
import json
import os
import random
import subprocess
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
sys.path.append(str(BENCHMARKS))

from trust import conformance, evidence, fuzz, hostile, judged, senders  # noqa: E402
from trust.disguises import KINDS as DISGUISES  # noqa: E402
from trust.disguises import Draft, disguised  # noqa: E402
from trust.forging import forged_letters, unsigned  # noqa: E402
from trust.harmless import travelled  # noqa: E402
from trust.mutants import KINDS, mutants  # noqa: E402
from trust.real import Data, policies  # noqa: E402
from trust.table import Row, Share, at_least, at_most, told  # noqa: E402
from trust.writing import Case, cases, context  # noqa: E402
from trust.zone import holds  # noqa: E402

from napulse.engines.mailtrust.assess import PolicySet, assess  # noqa: E402
from napulse.engines.mailtrust.model import Verdict  # noqa: E402

MUTANTS, BENT = 400, 1_000


@pytest.fixture(scope="module")
def known() -> PolicySet:
    return policies()


@pytest.fixture(scope="module")
def letters() -> list[Case]:
    return cases("open", "held")


def genuine(letters: list[Case]) -> list[Case]:
    return [case for case in letters if case.expect == {"genuine"}]


def test_the_letters_are_many_of_every_kind_and_each_has_its_own_name(letters: list[Case]) -> None:
    kinds = Counter(case.kind for case in letters)

    assert len(letters) >= 300
    assert len({case.id for case in letters}) == len(letters)
    assert {
        *("complaint", "update", "cancel", "robot", "prize"),
        *("news", "service", "action", "survey", "greeting", "support", "employee", "lab"),
        *("user", "about"),
    } <= set(kinds)


def test_what_is_written_as_genuine_is_signed_and_holds(letters: list[Case]) -> None:
    assert [case.id for case in genuine(letters) if not holds(case.raw)] == []
    assert [case.id for case in genuine(letters) if holds(unsigned(case.raw))] == []


@pytest.mark.parametrize("half", ["open", "held"])
def test_written_letters_are_judged_as_they_are(known: PolicySet, half: str) -> None:
    short = [row for row in judged.written(known, half) if not row.is_kept]

    assert short == []


def test_no_mutant_of_a_genuine_letter_is_genuine(known: PolicySet, letters: list[Case]) -> None:
    bases = [
        case
        for case in genuine(letters)
        if assess(case.raw, known, case.context).verdict is Verdict.GENUINE
    ]

    passed = [
        mutant.kind
        for mutant in mutants(bases, MUTANTS)
        if assess(mutant.raw, known, mutant.context).verdict is Verdict.GENUINE
    ]

    assert len(bases) > 50
    assert passed == []


def test_letters_that_only_travelled_hold_and_stay_genuine(
    known: PolicySet, letters: list[Case]
) -> None:
    bases = genuine(letters)[::6]

    lost = [
        (name, base.id)
        for name, base, raw in travelled(bases)
        if not holds(raw) or assess(raw, known, base.context).verdict is not Verdict.GENUINE
    ]

    assert lost == []


def test_mutants_are_of_every_kind(letters: list[Case]) -> None:
    found = {mutant.kind for mutant in mutants(genuine(letters), MUTANTS)}

    assert len(found) >= len(KINDS)


@pytest.mark.parametrize("name", sorted(forged_letters()))
def test_a_forged_sender_is_never_genuine(known: PolicySet, name: str) -> None:
    report = assess(forged_letters()[name], known, context())

    assert report.verdict is not Verdict.GENUINE


def test_the_same_letter_gives_the_same_report(known: PolicySet, letters: list[Case]) -> None:
    again = PolicySet(known.policies)
    for case in letters[::7]:
        first, second = (assess(case.raw, each, case.context) for each in (known, again))

        assert json.dumps(asdict(first), default=str) == json.dumps(asdict(second), default=str)


DIGEST = """
import hashlib, json, sys
from dataclasses import asdict
sys.path.append(sys.argv[1])
from trust.forging import unsigned
from trust.real import policies
from trust.writing import cases
from napulse.engines.mailtrust.assess import assess
known, seen = policies(), hashlib.sha256()
for case in cases("open")[::9]:
    report = assess(unsigned(case.raw), known, case.context)
    seen.update(json.dumps(asdict(report), default=str).encode())
print(seen.hexdigest())
"""


@pytest.mark.once
def test_the_report_hangs_on_no_order_of_hashes() -> None:
    command = [sys.executable, "-c", DIGEST, str(BENCHMARKS)]

    runs = [
        subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=120,
            env=os.environ | {"PYTHONHASHSEED": seed},
        )
        for seed in ("1", "2")
    ]

    assert [run.stderr for run in runs] == ["", ""]
    assert runs[0].stdout == runs[1].stdout != ""


def test_bent_letters_find_no_fault(letters: list[Case]) -> None:
    raws = [case.raw for case in letters]

    assert fuzz.problems(raws, BENT, seed=7) == []


def test_evidence_exists_and_carries_its_finding(known: PolicySet, letters: list[Case]) -> None:
    short = [row for row in evidence.rows(known, letters[::3]) if not row.is_kept]

    assert short == []


def test_a_letter_that_exhausts_time_or_memory_is_told(tmp_path: Path) -> None:
    (tmp_path / "small.eml").write_bytes(b"From: a@b.example\r\n\r\nx\r\n")
    modest = hostile.Hostile(tmp_path / "small.eml")
    greedy = hostile.Hostile(tmp_path / "small.eml", most_mb=1)

    found = list(hostile.outcomes([modest, greedy]))

    assert [outcome.result for outcome in found] == ["no_claim", "no_claim"]
    assert (found[0].problem, found[1].problem.endswith(" MB")) == ("", True)
    assert hostile.row("letters", found).is_kept is False


@pytest.mark.parametrize("kind", sorted(DISGUISES))
def test_a_disguise_changes_the_writing_and_keeps_addresses(kind: str) -> None:
    text = "Ваш почтовый ящик выиграл приз. Пишите на prize@bonus.example сегодня.\n"
    draft = Draft("Администрация Mail.ru", "a@b.example", "Поздравляем победителя", text)

    changed = disguised(draft, kind, random.Random(1))  # noqa: S311 - the same each time

    assert changed != draft
    assert "prize@bonus.example" in changed.text + changed.html


def test_a_change_that_no_verifier_may_see_is_no_tampering(letters: list[Case]) -> None:
    raw = genuine(letters)[0].raw.replace(b"\r\n", b"\n")
    body = raw.index(b"\n\n")

    assert holds(raw.replace(b"\n", b"\r\n"))
    assert holds(b"X-Seen: yes\n" + raw)
    assert holds(raw + b"\n\n")
    assert holds(raw[:body].replace(b"Subject: ", b"SUBJECT:   ") + raw[body:])
    assert not holds(raw + b"x")
    assert not holds(raw.replace(b"Subject: ", b"Subject: Re: "))
    assert not holds(b"From: <x@evil.example>\n" + raw)


def test_labels_are_hashes_brands_and_nothing_else() -> None:
    with (BENCHMARKS / "mailtrust_labels.csv").open(encoding="utf-8", newline="") as file:
        labels = list(csv.DictReader(file))
    with (BENCHMARKS / "mailtrust_senders.csv").open(encoding="utf-8", newline="") as file:
        senders = list(csv.DictReader(file))

    assert len(labels) >= 200
    assert {len(row["letter"]) for row in labels + senders} == {16}
    assert {len(row["sender"]) for row in senders} == {0, 16}
    assert {row["how"] for row in labels} <= {"sender", "body", "voucher", "forward", "genuine"}


def test_a_figure_that_is_short_is_marked_and_an_empty_set_is_short() -> None:
    kept, short, empty = (
        at_least("a", Share(19, 20), 0.95),
        at_most("b", 1, 10, 0),
        at_least("c", Share(0, 0), 0.5),
    )

    assert [row.is_kept for row in (kept, short, empty)] == [True, False, False]
    lines = list(told([kept, short, Row("d", "5")]))
    assert [line.endswith("SHORT") for line in lines] == [False, False, True, False]


@pytest.mark.once
@pytest.mark.skipif(
    not os.environ.get("NAPULSE_DATA"), reason="NAPULSE_DATA names no folder of real letters"
)
def test_real_letters_give_their_figures(known: PolicySet, tmp_path: Path) -> None:
    data = Data.unpacked(tmp_path)
    assert data is not None

    rows = [
        *judged.phishing(known, data),
        *judged.innocent(known, data),
        *conformance.rows(data),
        senders.row(data),
    ]

    assert [row for row in rows if row.is_kept is False] == []


@pytest.mark.once
def test_the_benchmark_says_what_it_leaves_out_without_real_letters(tmp_path: Path) -> None:
    told_to = ["--quick", "--no-limits", "--only", "written", "phishing", "--json"]
    command = [sys.executable, str(BENCHMARKS / "mailtrust.py"), *told_to, str(tmp_path / "rows")]
    environment = {key: value for key, value in os.environ.items() if key != "NAPULSE_DATA"}

    run = subprocess.run(command, capture_output=True, text=True, timeout=300, env=environment)

    assert run.returncode == 0, run.stderr
    assert "real letters are left out: NAPULSE_DATA" in run.stdout
    assert len(json.loads((tmp_path / "rows").read_text())) == 10
