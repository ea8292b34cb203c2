"""The command line: `napulse up`, and every management command behind the same name."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "napulse.config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - after settings

    from napulse.config.env import BadEnvironment  # noqa: PLC0415

    try:
        execute_from_command_line(["napulse", *(sys.argv[1:] or ["up"])])
    except BadEnvironment as bad:
        print(f"napulse: {bad}", file=sys.stderr)  # noqa: T201 - the command line speaks
        sys.exit(2)


if __name__ == "__main__":
    main()
