"""The letters of `NAPULSE_DATA`, unpacked for the run; none of them is ever part of the product."""

import json
import os
import tarfile
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from napulse.engines.mailtrust.assess import PolicySet
from napulse.engines.mailtrust.loading import shipped_policies
from napulse.engines.mailtrust.model import Context
from napulse.engines.mailtrust.resolvers import TableResolver

LOOKED_AT = datetime(2026, 11, 1, 12, tzinfo=UTC)  # later than every letter
VARIABLE = "NAPULSE_DATA"


@dataclass(frozen=True)
class Data:
    """Where the archives were unpacked to."""

    folder: Path

    @classmethod
    def unpacked(cls, folder: Path) -> "Data | None":
        """The data that the environment names, or None."""
        source = Path(os.environ.get(VARIABLE, "")) / "mail"
        if not os.environ.get(VARIABLE) or not source.is_dir():
            return None
        for archive in sorted(source.glob("*.tar.xz")):
            with tarfile.open(archive) as packed:
                packed.extractall(folder, filter="data")
        (folder / "dkim-keys.json").write_bytes((source / "dkim-keys.json").read_bytes())
        return cls(folder)

    def letters(self, name: str) -> dict[str, bytes]:
        """The letters of a set, by path below it."""
        root = self.folder / name
        files = sorted(path for path in root.rglob("*") if path.is_file())
        return {str(path.relative_to(root)): path.read_bytes() for path in files}

    @cached_property
    def context(self) -> Context:
        """A late look at old letters: the keys that are known, no other DNS, nobody trusted."""
        keys = json.loads((self.folder / "dkim-keys.json").read_text())["keys"]
        return Context(as_of=LOOKED_AT, resolver=TableResolver.of_texts(keys))


def policies() -> PolicySet:
    """Every brand that comes with the product."""
    return PolicySet(shipped_policies())


def short_hash(raw: bytes) -> str:
    """How a letter is named in the lists that are kept with the code."""
    return sha256(raw).hexdigest()[:16]
