"""How the portal's own templates are read: without the indentation that is there for those who write them.

Of a list's page a tenth of the bytes were spaces. Lines stay as they are, so that an error names the right one, and so
does every space that a reader could see: a line break between two words is a space too.
"""

import re

from django.template import Origin
from django.template.loaders import filesystem

_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


class Loader(filesystem.Loader):
    """Django's own for folders; of pages, not of mails in plain text, it leaves the indentation out."""

    def get_contents(self, origin: Origin) -> str:
        source: str = super().get_contents(origin)
        return _INDENTATION.sub("", source) if origin.name.endswith(".html") else source
