"""rspamd as it comes, without nets: the seconds of CPU that its worker needs for the same letters.

Loopback only; every question to DNS is answered with "no such name" by a socket of our own, so
that, as here, nothing waits. Modules that need a server of their own (Redis, fuzzy, maps) are off.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SHIPPED = Path(os.environ.get("RSPAMD_CONFDIR", "/etc/rspamd"))
OFF = (
    *("antivirus", "asn", "bayes", "clickhouse", "dcc", "elastic", "external_services"),
    *("fuzzy_check", "greylist", "history_redis", "ip_score", "metadata_exporter", "multimap"),
    *("metric_exporter", "neural", "p0f", "ratelimit", "rbl", "replies", "reputation", "surbl"),
    "url_redirector",
)


def cpu_seconds(letters: list[bytes]) -> float:
    """User and system seconds of the worker, without its start."""
    with tempfile.TemporaryDirectory(prefix="napulse-rspamd-") as folder, _nameserver() as dns:
        port = _free_port()
        with _running(Path(folder), port, dns) as server:
            _scan(port, letters[0])
            before = _spent(server)
            for raw in letters:
                _scan(port, raw)
            return _spent(server) - before


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def _nameserver() -> Iterator[int]:
    """Answers every question with NXDOMAIN."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as found:
        found.bind(("127.0.0.1", 0))
        threading.Thread(target=_answer, args=(found,), daemon=True).start()
        yield int(found.getsockname()[1])


def _answer(server: socket.socket) -> None:
    while True:
        try:
            asked, peer = server.recvfrom(4_096)
            server.sendto(asked[:2] + b"\x81\x83" + asked[4:6] + bytes(6) + asked[12:], peer)
        except OSError:
            return


@contextmanager
def _running(folder: Path, port: int, dns: int) -> Iterator[int]:
    """One worker; yields the id of the main process."""
    configured = folder / "etc"
    shutil.copytree(SHIPPED, configured)
    local = configured / "local.d"
    for module in OFF:
        (local / f"{module}.conf").write_text("enabled = false;\n")
    (local / "options.inc").write_text(
        f'dns {{ nameserver = ["127.0.0.1:{dns}"]; }}\npidfile = "{folder}/pid";\n'
        f'cache_file = "{folder}/cache"; map_watch_interval = 1d;\n'
        f'rrd = ""; history_file = ""; hs_cache_dir = "{folder}";\n'
    )
    (local / "logging.inc").write_text('type = "console"; level = "error";\n')
    (local / "worker-normal.inc").write_text(f'bind_socket = "127.0.0.1:{port}"; count = 1;\n')
    for worker in ("controller", "proxy", "fuzzy"):
        (local / f"worker-{worker}.inc").write_text("enabled = false; count = 0;\n")
    command = [
        shutil.which("rspamd") or "rspamd",
        "-f",
        "-i",
        "-c",
        str(configured / "rspamd.conf"),
    ]
    command += [f"--var=CONFDIR={configured}", f"--var=LOCAL_CONFDIR={configured}"]
    command += [f"--var=DBDIR={folder}", f"--var=RUNDIR={folder}", f"--var=LOGDIR={folder}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:  # noqa: S603 - found on the path
        try:
            _wait(port)
            yield server.pid
        finally:
            server.terminate()


def _wait(port: int, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            _scan(port, b"From: a@b.example\r\nSubject: x\r\n\r\nx\r\n")
        except (OSError, urllib.error.URLError):
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return


def _scan(port: int, raw: bytes) -> None:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/checkv2", data=raw)
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - ours
        answer.read()


def _spent(main: int) -> float:
    """Seconds of all children of the main process."""
    ticks = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(words[1]) == main:
                ticks += int(words[11]) + int(words[12])
    return ticks / os.sysconf("SC_CLK_TCK")
