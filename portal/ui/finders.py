"""The files that browsers get from npm packages: those that pages use, and no others of the packages."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage


class NpmFinder(BaseFinder):
    """Finds NPM_FILES, a mapping from the address below STATIC_URL to the path in node_modules."""

    def __init__(self) -> None:
        self.storage = _Packages(location=settings.NODE_MODULES)

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        missing = [path for path in settings.NPM_FILES.values() if not (settings.NODE_MODULES / path).is_file()]
        return [Error(f"{path} is not in node_modules.", hint="Run npm ci.", id="ui.E001") for path in missing]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        source = settings.NPM_FILES.get(path)
        found = [str(settings.NODE_MODULES / source)] if source else []
        return found if find_all else next(iter(found), None)

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        return ((path, self.storage) for path in settings.NPM_FILES)


class _Packages(FileSystemStorage):
    """node_modules under the addresses of NPM_FILES."""

    # What collectstatic puts in front of each name.
    prefix = ""

    def path(self, name: str) -> str:
        return str(Path(self.location) / settings.NPM_FILES[name])
