"""The browsable API documentation: Swagger UI from the sidecar, under our own policy for scripts."""

from csp.constants import SELF
from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularSwaggerSplitView


# Swagger UI writes style attributes; no script of it is inline.
@method_decorator(csp_update({"style-src": [SELF, "'unsafe-inline'"]}), name="dispatch")
class ApiDocs(SpectacularSwaggerSplitView):
    """The documentation at `docs/`, for whoever is signed in."""

    url_name = "schema"
