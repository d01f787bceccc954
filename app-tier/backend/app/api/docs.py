"""Swagger UI at `/api/docs`, from files on this machine and without inline script, so that a strict policy holds."""

from importlib import resources

from fastapi import APIRouter, Path
from fastapi.responses import Response

from app.core.problems import NotFound

router = APIRouter(include_in_schema=False)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>WorkSpaces Inventory: API</title>
<link rel="icon" href="docs/favicon-32x32.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
"""
START = """SwaggerUIBundle({
  url: "/api/openapi.json", dom_id: "#swagger-ui", deepLinking: true, docExpansion: "none", filter: true,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIBundle.SwaggerUIStandalonePreset].filter(Boolean),
  layout: "BaseLayout", validatorUrl: null,
});
"""
FILES = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css", "favicon-32x32.png": "image/png"}


@router.get("/docs")
def page() -> Response:
    """The page."""
    return Response(PAGE, media_type="text/html", headers={"Content-Security-Policy": POLICY})


@router.get("/docs/{name}")
def file(name: str = Path(max_length=40)) -> Response:
    """A file of the page. Raises NotFound."""
    cached = {"Cache-Control": "public, max-age=86400"}
    if name == "start.js":
        return Response(START, media_type="text/javascript", headers=cached)
    if name not in FILES:
        raise NotFound(f"There is no '{name}' here.")
    content = resources.files("fastapi_swagger.resources").joinpath(name).read_bytes()
    return Response(content, media_type=FILES[name], headers=cached)
