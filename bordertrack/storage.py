"""Static files under hashed names, so that a browser may keep them for good."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class HashedStorage(ManifestStaticFilesStorage):
    """Name every file by its content, ES module imports included."""

    support_js_module_import_aggregation = True
