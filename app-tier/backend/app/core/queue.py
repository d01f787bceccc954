"""The task queue's client: what tasks are registered on and sent with. Workers start from `app.celery_app`."""

from celery import Celery

from app.core.config import get_settings

QUEUE = "default"
SOON, LATER = 0, 5
"""Priorities of a message: workers take one that is for later only when none is for soon."""
QUEUE_KEYS = (QUEUE, f"{QUEUE}:{LATER}")
"""Where Redis holds the messages of each priority."""

celery_app = Celery(
    "workspaces_inventory",
    include=[
        "app.services.backup.tasks",
        "app.services.sync.tasks",
        "app.services.costs.tasks",
        "app.services.nlq.tasks",
        "app.services.recommendations.tasks",
        "app.services.reports.tasks",
    ],
)
celery_app.conf.update(
    broker_url=get_settings().redis_url,
    # the truth of every task is a row in PostgreSQL: nothing is kept in the broker
    result_backend=None,
    task_ignore_result=True,
    # a task belongs to the queue until it has ended; a worker that dies gives it back
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    # tasks are coarse (a scope, not a page): no worker hoards what another could do
    worker_prefetch_multiplier=1,
    broker_transport_options={
        "visibility_timeout": 3600,
        "socket_connect_timeout": 2,
        "socket_timeout": 10,
        "priority_steps": [SOON, LATER],
        "sep": ":",
    },
    # KiB; a process that a very large scope has made bigger is replaced after its task
    worker_max_memory_per_child=400_000,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    # a publisher (the API) learns within seconds that Redis is away
    task_publish_retry_policy={"max_retries": 1, "interval_start": 0.1, "interval_max": 0.2},
    worker_hijack_root_logger=False,
    timezone="UTC",
    task_default_queue=QUEUE,
    # what is due is a matter of the database (schedules, runs to be taken up again); beat only ticks
    beat_schedule={
        "tick": {"task": "sync.tick", "schedule": 10.0, "options": {"expires": 9}},
        "recommendations-tick": {"task": "recommendations.tick", "schedule": 10.0, "options": {"expires": 9}},
        "costs-tick": {"task": "costs.tick", "schedule": 30.0, "options": {"expires": 29}},
        "ai-tick": {"task": "ai.tick", "schedule": 300.0, "options": {"expires": 299}},
        "backup-tick": {"task": "backup.tick", "schedule": 300.0, "options": {"expires": 299}},
        "reports-tick": {"task": "reports.tick", "schedule": 10.0, "options": {"expires": 9}},
    },
)
