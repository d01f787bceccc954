"""`python -m tests.reliability.beat SCHEDULE`: beat, with a tick every second instead of every ten."""

import sys

from app.celery_app import celery_app

if __name__ == "__main__":
    celery_app.conf.beat_schedule["tick"]["schedule"] = 1.0
    celery_app.Beat(schedule=sys.argv[1], loglevel="WARNING").run()
