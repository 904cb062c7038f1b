"""What is looked at from time to time, besides what is due to be sent.

The apps that have such a job register it once; the delivery loop runs each in turn, in a thread of its own, and a
Celery worker runs them too. A job finds in the database what is to be done, and doing it twice does no harm.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import DatabaseError, InterfaceError

logger = logging.getLogger(__name__)

Job = Callable[[], object]


@dataclass
class _Periodic:
    name: str
    seconds: float
    job: Job
    due: float = 0.0


_jobs: dict[str, _Periodic] = {}


def every(seconds: float, job: Job, *, name: str) -> None:
    """Have `job` run about every so many seconds; a name registered again replaces the former job."""
    _jobs[name] = _Periodic(name, seconds, job)


def run_due(now: float | None = None) -> None:
    """Run the jobs whose time has come in this process. One that breaks is logged and does not keep others back.

    :raises DatabaseError: if the database is lost, for the caller to connect anew.
    """
    moment = time.monotonic() if now is None else now
    for each in _jobs.values():
        if moment < each.due:
            continue
        each.due = moment + each.seconds
        try:
            each.job()
        except (DatabaseError, InterfaceError):
            raise
        except Exception:
            logger.exception("periodic_job_broke name=%s", each.name)
