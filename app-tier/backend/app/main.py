"""The HTTP application: `uvicorn app.main:app`."""

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.middleware.cors import CORSMiddleware

from app import __version__
from app.api import documentation, errors, routers
from app.api.limits import BodyLimit, HeadLimit
from app.api.middleware import FitSecret, RequestFrame
from app.api.representation import Representations
from app.core import logging
from app.core.config import get_settings


def _operation_id(route: APIRoute) -> str:
    """A name that reads as one, such as `users_list`; clients are generated from it."""
    return f"{route.tags[0]}_{route.name}".replace("-", "_") if route.tags else route.name


def create_app() -> FastAPI:
    """The application with its routers, error handlers and middleware."""
    settings = get_settings()
    logging.configure(settings.log_level)
    app = FastAPI(
        title="WorkSpaces Inventory",
        version=__version__,
        description="Inventory, usage, cost and audit of Amazon WorkSpaces. Sign in with Authorize.",
        openapi_url="/api/openapi.json",
        docs_url=None,  # api/docs.py serves it from files of this machine
        redoc_url=None,
        separate_input_output_schemas=False,  # one name for a plan, asked or answered
        generate_unique_id_function=_operation_id,
    )
    errors.install(app)
    for router in routers.ALL:
        app.include_router(router, prefix="/api")
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.cors_origins),
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "If-None-Match", "X-Request-ID"],
            expose_headers=["Content-Disposition", "ETag", "Retry-After", "X-Request-ID"],
        )
    app.add_middleware(Representations)
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    app.add_middleware(HeadLimit)
    app.add_middleware(RequestFrame)
    app.add_middleware(FitSecret)
    documentation.install(app)
    return app


app = create_app()
