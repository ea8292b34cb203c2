"""Letters are read by several threads of one server at a time: none spoils another's words."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from napulse.engines.mailtrust.lexicon import stem

ENDINGS = ("а", "ами", "овать", "ились", "ейшими", "ости", "ующего", "ывалась")
WORDS = [f"{part}{ending}" for part in ("платеж", "подтвержд", "безопасн") for ending in ENDINGS]


@pytest.fixture
def _hasty() -> Iterator[None]:
    """Threads take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)
    stem.cache_clear()


@pytest.mark.usefixtures("_hasty")
def test_threads_stem_as_one_does() -> None:
    stem.cache_clear()
    alone = [stem(word) for word in WORDS]

    def reading(_number: int) -> bool:
        found = []
        for word in WORDS:
            stem.cache_clear()
            found.append(stem(word))
        return found == alone

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(reading, range(200)))
