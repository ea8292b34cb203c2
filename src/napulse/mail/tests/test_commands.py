"""The command line: files, standard input and boxes in; words or JSON and an exit code out."""

import io
import json
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from napulse.mail.tests.letters import Down, a_letter, fraud, name_servers, signed, zone
from napulse.mail.tests.test_uploads import a_box

HARMLESS = a_letter("Анна <anna@lianta.example>", "Правки", "Добрый день!\n")
OFFICIAL = signed(
    a_letter("Команда Mail.ru <news@e.mail.ru>", "Новости", "Добрый день!\n\nКоманда Mail.ru\n"),
    "e.mail.ru",
)


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    name_servers(monkeypatch, Down())


def verify(*words: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of `napulse verify`."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify", *words, stdout=out, stderr=err)
    return int(str(ended.value.code)), out.getvalue(), err.getvalue()


def a_file(folder: Path, name: str, raw: bytes) -> str:
    path = folder / name
    path.write_bytes(raw)
    return str(path)


def test_a_fraud_is_told_with_its_reasons_and_exit_code_3(tmp_path: Path) -> None:
    name = a_file(tmp_path, "won.eml", fraud())

    code, out, err = verify(name)

    assert (code, err) == (3, "")
    assert out.splitlines()[:2] == [
        f"{name}: fraudulent",
        "  This letter does not come from Mail.ru. It is a fraud.",
    ]
    assert "  - It speaks as Mail.ru, but was sent from winner@mail-prize.example." in out


def test_no_claim_and_genuine_are_exit_code_0_and_suspicious_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert verify(a_file(tmp_path, "a.eml", HARMLESS))[0] == 0
    assert verify(a_file(tmp_path, "b.eml", OFFICIAL))[0] == 1
    name_servers(monkeypatch, zone("e.mail.ru"))
    code, out, _err = verify(a_file(tmp_path, "c.eml", OFFICIAL))
    assert (code, out.splitlines()[0].rpartition(": ")[2]) == (0, "genuine")


def test_what_is_no_letter_is_exit_code_2_with_one_line_on_stderr(tmp_path: Path) -> None:
    name = a_file(tmp_path, "a.pdf", b"%PDF-1.7\n")

    assert verify(name) == (2, "", f"{name}: this is not a letter\n")
    gone = str(tmp_path / "gone.eml")
    assert verify(gone) == (2, "", f"{gone}: No such file or directory\n")


def test_of_several_letters_the_gravest_counts(tmp_path: Path) -> None:
    names = [a_file(tmp_path, "a.eml", HARMLESS), a_file(tmp_path, "b.eml", fraud())]

    assert verify(*names)[0] == 3


def test_standard_input_is_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(fraud())))

    code, out, _err = verify("-")

    assert (code, out.splitlines()[0]) == (3, "-: fraudulent")


def test_a_box_is_told_letter_by_letter_with_progress_on_stderr(tmp_path: Path) -> None:
    name = a_file(tmp_path, "all.mbox", a_box(HARMLESS, fraud(), HARMLESS))

    code, out, err = verify("--json", name)

    lines = [json.loads(line) for line in out.splitlines()]
    assert [(each["file"], each["report"]["verdict"]) for each in lines] == [
        (f"{name}:1", "no_claim"),
        (f"{name}:2", "fraudulent"),
        (f"{name}:3", "no_claim"),
    ]
    assert (code, err) == (3, f"{name}: 3 (100 %)\n")


def test_as_of_judges_by_that_moment_and_the_same_input_gives_the_same_bytes(
    tmp_path: Path,
) -> None:
    name = a_file(tmp_path, "won.eml", fraud())
    words = ("--json", "--as-of", "2026-11-25T12:00+03:00", name)

    assert verify(*words) == verify(*words)
    with pytest.raises(CommandError, match="yesterday"):
        call_command("verify", "--as-of", "yesterday", name)


def test_a_policy_of_ones_own_is_used_and_a_broken_one_is_refused(tmp_path: Path) -> None:
    broken = a_file(tmp_path, "bank.yaml", b"brand: [\n")

    with pytest.raises(CommandError) as refused:
        call_command("verify", "--policy", broken, a_file(tmp_path, "a.eml", HARMLESS))

    assert refused.value.returncode == 2
    assert "bank.yaml" in str(refused.value)


def test_policy_check_tells_mistakes_with_their_lines(tmp_path: Path) -> None:
    whole = files("napulse.engines.mailtrust") / "policies" / "proton.yaml"
    text = whole.read_text(encoding="utf-8")
    broken = a_file(tmp_path, "broken.yaml", text.replace("brand:", "brnd:", 1).encode())
    out = io.StringIO()

    with pytest.raises(SystemExit) as good:
        call_command("policy", "check", str(whole), stdout=io.StringIO())
    with pytest.raises(SystemExit) as bad:
        call_command("policy", "check", broken, stdout=out)

    assert (good.value.code, bad.value.code) == (0, 1)
    assert "broken.yaml:" in out.getvalue()
