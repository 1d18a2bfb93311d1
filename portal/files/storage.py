"""Where files lie when they are not on disk."""

from typing import Any

from django.conf import settings
from storages.backends.s3 import S3Storage

_BYTES_IN_MEMORY = 2 * 1024 * 1024


class PrivateBucket(S3Storage):
    """A bucket of S3 that nobody but the portal reads: files have no address of their own, not even for a moment."""

    def get_default_settings(self) -> dict[str, Any]:
        """django-storages' own, with those of the portal. Without a key the machine's role opens the bucket."""
        return {
            **super().get_default_settings(),
            "bucket_name": settings.S3_BUCKET,
            "endpoint_url": settings.S3_ENDPOINT_URL or None,
            "region_name": settings.S3_REGION or None,
            "access_key": settings.S3_ACCESS_KEY_ID or None,
            "secret_key": settings.S3_SECRET_ACCESS_KEY or None,
            "signature_version": "s3v4",
            # A server of one's own seldom has a host name for each bucket.
            "addressing_style": "path" if settings.S3_ENDPOINT_URL else "auto",
            # Who owns the bucket says who reads it; a file never says so itself.
            "default_acl": None,
            "file_overwrite": False,
            # What is larger waits on disk while it is sent on.
            "max_memory_size": _BYTES_IN_MEMORY,
        }

    def url(self, *args: Any, **kwargs: Any) -> str:
        raise NotImplementedError("Files are handed out by portal.files.views, which asks who wants them.")
