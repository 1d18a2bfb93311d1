"""What rendering may read: files of the project's own, and nothing else in the world."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from weasyprint.urls import URLFetcher, URLFetcherResponse

from portal.pdf import pictures


class ClosedFetcher(URLFetcher):
    """Opens files under the project's static folder, and the pictures that were handed over with the document.

    Every other address stops the rendering. Network addresses, other files, links that lead out of the folder and data:
    addresses are all refused: no document of ours needs them, so one that asks for them holds something that somebody
    smuggled in.
    """

    def __init__(self, own_pictures: Mapping[str, bytes] | None = None) -> None:
        super().__init__(allowed_protocols=["file"], allow_redirects=False, fail_on_errors=True)
        self._pictures = own_pictures or {}

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        scheme, _colon, name = url.partition(":")
        if scheme == pictures.SCHEME and name in self._pictures:
            return URLFetcherResponse(url, BytesIO(self._pictures[name]), {"Content-Type": "image/svg+xml"})
        path = self._own_file(url)
        return super().fetch(path.as_uri(), headers)

    def _own_file(self, url: str) -> Path:
        """The file that `url` names, after all symbolic links. Raises ValueError when it is not ours."""
        parts = urlsplit(url)
        if parts.scheme != "file" or parts.netloc:
            raise ValueError("not a file of the project")
        path = Path(unquote(parts.path)).resolve()
        if not path.is_relative_to((settings.BASE_DIR / "static").resolve()) or not path.is_file():
            raise ValueError("not a file of the project")
        return path
