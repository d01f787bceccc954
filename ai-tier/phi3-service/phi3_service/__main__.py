"""`python -m phi3_service`: serves the model of AI_MODEL_PATH on AI_HOST:AI_PORT."""

import logging
import os
import sys

import uvicorn

from phi3_service.app import create
from phi3_service.model import Model
from phi3_service.settings import Settings


def main() -> int:
    """Serve until a signal. Returns 1 where a setting cannot be used."""
    logging.basicConfig(
        level=os.environ.get("LOG_LEVEL", "INFO"), format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    try:
        settings = Settings.from_environment()
        port = int(os.environ.get("AI_PORT") or 11434)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 1

    def load() -> Model:
        if settings.model is None:
            raise ValueError("AI_MODEL_PATH is not set")
        from phi3_service import llama  # noqa: PLC0415 - the engine is loaded by the thread that owns it

        return llama.load(settings.model, settings.sha256, settings.context, settings.threads, settings.name)

    uvicorn.run(
        create(settings, load),
        host=os.environ.get("AI_HOST") or "127.0.0.1",
        port=port,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        log_config=None,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
