"""What the desk composes: the queries of lower apps, named in one list in the settings."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from napulse.clients.facts import AttentionQuery, SearchQuery


@cache
def attention_queries() -> list[AttentionQuery]:
    return [import_string(path) for path in settings.PULSE_ATTENTION]


@cache
def search_queries() -> list[SearchQuery]:
    return [import_string(path) for path in settings.PALETTE_SEARCH]
