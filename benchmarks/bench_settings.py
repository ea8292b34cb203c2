"""The product's own settings, with the empty page and with static files of this run."""

import os
from pathlib import Path

from napulse.config.settings import *  # noqa: F403 - all of them, as they are

ROOT_URLCONF = "bench_urls"
STATIC_ROOT = Path(os.environ["NAPULSE_BENCH_STATIC"])
