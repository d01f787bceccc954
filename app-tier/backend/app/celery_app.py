"""The task queue: `celery -A app.celery_app worker` and `beat`."""

import gc

from celery.signals import beat_init, setup_logging, task_postrun, task_prerun, worker_init

from app.core import logging
from app.core.config import get_settings
from app.core.queue import celery_app
from app.core.request_id import request_id
from app.services.aws import access

__all__ = ["celery_app"]


@setup_logging.connect
def _configure_logging(**_: object) -> None:
    logging.configure(get_settings().log_level)


@worker_init.connect
@beat_init.connect
def _refuse_known_secrets(**_: object) -> None:
    if complaint := get_settings().secret_key_complaint:
        raise SystemExit(complaint)


@worker_init.connect
def _load_before_the_fork(**_: object) -> None:
    """What every process of the pool needs is loaded once and stays shared; garbage collection leaves it alone."""
    access.preload()
    gc.collect()
    gc.freeze()


@task_prerun.connect
def _enter(task: object, **_: object) -> None:
    headers = getattr(getattr(task, "request", None), "headers", None) or {}
    request_id.set(str(headers.get("request_id") or getattr(getattr(task, "request", None), "id", "-")))


@task_postrun.connect
def _leave(**_: object) -> None:
    request_id.set("-")
