"""How static files are named, so that browsers may keep them forever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Whitenoise's own, which also gives the modules that a module imports their names with a hash."""

    support_js_module_import_aggregation = True
