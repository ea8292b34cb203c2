"""A sentence that may still wait for its language."""

from django.utils.functional import Promise

StrOrPromise = str | Promise
