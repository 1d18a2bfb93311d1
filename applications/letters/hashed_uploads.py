"""A file that is sent to be checked: its checksum is worked out as it comes in, and nothing of it is kept anywhere."""

import hashlib
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class HashedFile(UploadedFile):
    """What is left of an uploaded file: its name, its size and its checksum; "" when it was too large to check."""

    def __init__(self, name: str, size: int, sha256: str) -> None:
        super().__init__(file=None, name=name, size=size)
        self.sha256 = sha256


class HashingHandler(FileUploadHandler):
    """Django's way of taking in a file, without a place to put it."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._digest, self._read = hashlib.sha256(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._read += len(raw_data)
        if self._read <= settings.UPLOAD_MAX_BYTES:
            self._digest.update(raw_data)

    def file_complete(self, file_size: int) -> HashedFile:
        is_whole = file_size <= settings.UPLOAD_MAX_BYTES
        return HashedFile(self.file_name or "fil", file_size, self._digest.hexdigest() if is_whole else "")
