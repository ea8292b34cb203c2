"""Static files under hashed names, the modules that our scripts import included."""

from collections.abc import Iterator
from typing import Any

from django.contrib.staticfiles.storage import HashedFilesMixin
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from napulse.ui.sheets import APART, TOGETHER

IMPORTS: Any = HashedFilesMixin._js_module_import_aggregation_patterns  # type: ignore[attr-defined]


class HashedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # untyped
    """Without this switch an import inside a module would ask for the unhashed file.

    Only our own folders: a library may ship modules whose imports nobody serves.
    """

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = ("*/js/*.js", IMPORTS[1])

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        """One sheet instead of many: a third less over the wire, and a dozen requests fewer."""
        if not dry_run and all(sheet in paths for sheet in APART):
            self._put_together()
            paths = {**paths, TOGETHER: (self, TOGETHER)}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _put_together(self) -> None:
        text = b"\n".join(self._read(sheet) for sheet in APART)
        self.delete(TOGETHER)
        self.save(TOGETHER, ContentFile(text))

    def _read(self, name: str) -> bytes:
        with self.open(name) as file:
            return bytes(file.read())
