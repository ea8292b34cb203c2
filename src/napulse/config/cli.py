"""The command line: `napulse up`, and every management command behind the same name."""

import argparse
import difflib
import os
import sys
from collections.abc import Callable

from napulse.config.env import BadEnvironment
from napulse.config.stopping import Stop

SERVING = {"up", "web"}
DJANGOS_OWN = {"help", "version"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "napulse.config.settings")
    sys.exit(run(sys.argv[1:] or ["up"]))


def run(words: list[str]) -> int:
    """Run one command; whatever a person can put right is one line and exit code 2."""
    if words[0].startswith("--") and words[0] not in {"--help", "--version"}:
        words = ["up", *words]
    try:
        _settle_address(words)
        _load()
        words = [_known(words[0]), *words[1:]]
        _speaking_of_database(lambda: _execute(words))
    except Stop as stop:
        print(f"napulse: {stop}", file=sys.stderr)  # noqa: T201 - the command line speaks
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def _settle_address(words: list[str]) -> None:
    """Links in letters lead to where we serve, unless NAPULSE_URL says otherwise."""
    if words[0] not in SERVING or os.environ.get("NAPULSE_URL"):
        return
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", default="8000")
    told, _rest = parser.parse_known_args([w for w in words[1:] if w not in {"-h", "--help"}])
    if told.host not in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        host = f"[{told.host}]" if ":" in told.host else told.host
        os.environ["NAPULSE_URL"] = f"http://{host}:{told.port}"


def _load() -> None:
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except (BadEnvironment, ImproperlyConfigured, ValueError) as bad:
        raise Stop(_first_line(bad)) from None
    except OSError as bad:
        raise Stop(f"{bad.strerror}: {bad.filename}") from None


def _known(name: str) -> str:
    """The command's own name: dashes and underscores are the same to whoever types."""
    from django.core.management import get_commands

    known = get_commands().keys() | DJANGOS_OWN
    for spelled in (name, name.replace("-", "_"), name.replace("_", "-")):
        if name.startswith("-") or spelled in known:
            return spelled
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"; did you mean {near[0]}?" if near else "; `napulse help` lists what there is"
    raise Stop(f"there is no command {name}{hint}")


def _execute(words: list[str]) -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["napulse", *words])


def _speaking_of_database(command: Callable[[], None]) -> None:
    from django.db import OperationalError, ProgrammingError

    try:
        command()
    except (OperationalError, ProgrammingError) as error:  # the latter: tables that are not there
        raise Stop(f"the database cannot be used: {_first_line(error)}") from None


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


if __name__ == "__main__":
    main()
