"""The browsable API documentation: Swagger UI from the sidecar, under our own policy for scripts."""

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularSwaggerSplitView


class TokenScheme(OpenApiAuthenticationExtension):
    """How the document tells of a bearer token."""

    target_class = "people.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "An API token with scopes; see `tokens/`."}


class SessionScheme(OpenApiAuthenticationExtension):
    """How the document tells of a signed-in page."""

    target_class = "people.authentication.PageSessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": "The session of a page."}


# Swagger UI writes style attributes; no script of it is inline.
@method_decorator(csp_update({"style-src": [SELF, "'unsafe-inline'"]}), name="dispatch")
class ApiDocs(SpectacularSwaggerSplitView):
    """The documentation at `docs/`, for whoever is signed in."""

    url_name = "schema"
    # What the framework would answer to OPTIONS has no template.
    http_method_names = ["get", "head"]
