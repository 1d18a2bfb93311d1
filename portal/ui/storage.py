"""How static files are named, so that browsers may keep them forever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

# What one of our modules imports from another, to be named with its hash too.
_IMPORT = (
    r"""(?P<matched>import\s*(?P<names>\{[^}]*\})\s*from\s*"(?P<url>\./[^"]+)";)""",
    """import %(names)s from "%(url)s";""",
)


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Whitenoise's own, for modules too. Django's switch for that would read libraries' scripts as well."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", (_IMPORT,)))
