"""`napulse verify`: do these letters really come from the brands they name?"""

import json
import os
import sys
from argparse import ArgumentTypeError
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from napulse.engines.kernel.errors import Refused
from napulse.engines.mailtrust.assess import PolicySet
from napulse.engines.mailtrust.loading import load_policy
from napulse.engines.mailtrust.policy import PolicyError
from napulse.mail.intake import Kind, kind_of, letters_of
from napulse.mail.judging import judged
from napulse.mail.presenting import reasons, verdict_words
from napulse.mail.queries.policies import Words, with_shipped, words_of
from napulse.mail.reports import as_json

EXIT = {"genuine": 0, "no_claim": 0, "suspicious": 1, "fraudulent": 3}
UNUSABLE = 2
STEP = 100


def a_moment(text: str) -> datetime:
    """A date or a moment; without a zone it is UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is no moment like 2026-11-25T12:00+03:00") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


class Command(BaseCommand):
    help = (
        "Judge letters. Exit code 0: genuine, or no claim; 1: suspicious; 3: fraudulent;"
        " 2: a file is no letter. Of several letters the highest counts."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help=".eml, .msg, mbox; - is stdin")
        parser.add_argument(
            "--policy",
            action="append",
            default=[],
            metavar="F",
            help="a policy besides those shipped",
        )
        parser.add_argument("--as-of", type=a_moment, metavar="T", help="judge as at this moment")
        parser.add_argument("--json", action="store_true", help="one report a line, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        policies = self._policies(options["policy"])
        now = options["as_of"] or timezone.now()
        language = "ru" if os.environ.get("LANG", "").startswith("ru") else "en"
        with translation.override(language):
            words = None if options["json"] else words_of(policies, language)
            codes = [self._file(name, policies, now=now, words=words) for name in options["files"]]
        sys.exit(max(codes))

    def _policies(self, names: list[str]) -> PolicySet:
        try:
            texts = [(Path(name).read_text(encoding="utf-8"), name) for name in names]
            return with_shipped(tuple(load_policy(text, name) for text, name in texts))
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}", returncode=UNUSABLE) from None
        except (PolicyError, UnicodeDecodeError) as error:
            raise CommandError(str(error), returncode=UNUSABLE) from None

    def _file(self, name: str, policies: PolicySet, *, now: datetime, words: Words | None) -> int:
        """Judge every letter of a file; says the exit code that it deserves."""
        worst = 0
        try:
            raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
            for label, letter in self._letters(name, raw):
                report = as_json(judged(letter, policies, now=now))
                self._tell(label, report, words)
                worst = max(worst, EXIT[report["verdict"]])
        except OSError as error:
            self.stderr.write(f"{name}: {error.strerror}")
            return UNUSABLE
        except Refused as refused:
            self.stderr.write(f"{name}: {REFUSALS[refused.code]}")
            return max(worst, UNUSABLE)
        return worst

    def _letters(self, name: str, raw: bytes) -> Iterator[tuple[str, bytes]]:
        """The letters of a file with what each is called; a box tells how far it is."""
        if kind_of(raw) is not Kind.BOX:
            yield from ((name, letter) for letter in letters_of(raw))
            return
        done = number = 0
        for number, letter in enumerate(letters_of(raw), start=1):
            yield f"{name}:{number}", letter
            done += len(letter)
            if number % STEP == 0:
                _progress(self.stderr, f"{name}: {number} ({min(99, 100 * done // len(raw))} %)")
        _progress(self.stderr, f"{name}: {number} (100 %)")

    def _tell(self, label: str, report: dict[str, Any], words: Words | None) -> None:
        if words is None:
            line = {"file": label, "report": report}
            self.stdout.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")))
            return
        sentence, advice = verdict_words(report["verdict"], report["brand"], words)
        self.stdout.write(f"{label}: {report['verdict']}\n  {sentence}\n  {advice}")
        for each in reasons(report["findings"], words):
            self.stdout.write(f"  - {each.text}" + (f" {each.advice}" if each.advice else ""))


def _progress(stream: TextIO | Any, text: str) -> None:
    stream.write(text)
    stream.flush()


REFUSALS = {
    "upload.empty": "the file is empty",
    "upload.not_a_letter": "this is not a letter",
    "upload.broken_outlook": "this Outlook file is damaged",
    "upload.too_large": "this letter is too large",
}
