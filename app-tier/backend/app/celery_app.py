"""The task queue: `celery -A app.celery_app worker` and `beat`."""

import gc

from celery.signals import (
    after_task_publish,
    beat_init,
    heartbeat_sent,
    setup_logging,
    task_postrun,
    task_prerun,
    worker_init,
    worker_shutdown,
)

from app.core import logging
from app.core.config import get_settings
from app.core.queue import celery_app
from app.core.request_id import request_id
from app.services.aws import access
from app.services.stats import heartbeats

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


@heartbeat_sent.connect
def _live(sender: object, **_: object) -> None:
    heartbeats.sign(_name(sender))


@worker_shutdown.connect
def _end(sender: object, **_: object) -> None:
    heartbeats.forget(_name(sender))


def _name(sender: object) -> str:
    """Of a worker, from its heart or from itself."""
    named = getattr(sender, "eventer", sender)
    return f"{heartbeats.WORKER}{getattr(named, 'hostname', 'without a name')}"


@after_task_publish.connect(sender="sync.tick")
def _tick(**_: object) -> None:
    """Only the scheduler sends this task."""
    heartbeats.sign(heartbeats.SCHEDULER)
