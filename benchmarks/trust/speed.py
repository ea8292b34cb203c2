"""Letters a second of one core, beside the bare parse of the same files and, if here, rspamd."""

import email
import shutil
import time
from collections.abc import Callable

from napulse.engines.mailtrust.assess import PolicySet, assess
from trust.real import Data
from trust.rspamd import cpu_seconds
from trust.table import Row

DEMANDED = {"phishing_pot": 150, "list": 200}
TITLES = {"phishing_pot": "phishing set", "list": "mailing list"}
OF_RSPAMD = 0.6


def rows(policies: PolicySet, data: Data, rounds: int, every: int = 1) -> list[Row]:
    """Both sets, DKIM checked, answers of DNS kept; the best of the rounds."""
    return [row for name in DEMANDED for row in _rows(name, policies, data, rounds, every)]


def _rows(name: str, policies: PolicySet, data: Data, rounds: int, every: int) -> list[Row]:
    letters = list(data.letters(name).values())[::every]
    ours = _best(lambda raw: assess(raw, policies, data.context), letters, rounds)
    bare = _best(_parsed, letters, rounds)
    what, ratio = f"letters/s, {TITLES[name]}", f"{ours / bare:.3f} of a bare parse"
    found = [Row(what, f"{ours:.0f}", f">= {DEMANDED[name]}", ours >= DEMANDED[name], ratio)]
    if not shutil.which("rspamd"):
        return [*found, Row(f"{what}, of rspamd", "not installed", f">= {OF_RSPAMD}")]
    theirs = len(letters) / cpu_seconds(letters)
    share = ours / theirs
    return [
        *found,
        Row(f"{what}, of rspamd", f"{share:.2f}", f">= {OF_RSPAMD}", share >= OF_RSPAMD),
    ]


def _best(do: Callable[[bytes], object], letters: list[bytes], rounds: int) -> float:
    """Letters a second of CPU time."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        for raw in letters:
            do(raw)
        times.append(time.process_time() - start)
    return len(letters) / min(times)


def _parsed(raw: bytes) -> None:
    """What any program must do at least: the tree, and every text decoded."""
    for part in email.message_from_bytes(raw).walk():
        if not part.is_multipart():
            part.get_payload(decode=True)
