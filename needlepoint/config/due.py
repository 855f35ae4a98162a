"""The due-work loop: what the clinic owes somebody by now, done beside the server or by `manage.py due`.

There is no queue server. Each task looks for due rows and claims them by compare-and-set, so any number of loops
may run at once, and a loop that dies in the middle leaves a claim that runs out.
"""

import datetime as dt
import logging
import threading
from collections.abc import Callable, Iterable

from django.contrib.sessions import models as sessions
from django.db import close_old_connections

from needlepoint.booking import tasks as booking
from needlepoint.booking.actions import holds, waiting
from needlepoint.config.backups import keeping
from needlepoint.house import clock, outbox, seals
from needlepoint.intake import tasks as intake
from needlepoint.outcomes import tasks as outcomes
from needlepoint.plans import tasks as plans

Task = Callable[[dt.datetime], int]


def forget_ended_sessions(_now: dt.datetime) -> int:
    """Delete sessions that have ended, and with them a visitor's unkept answers. They end in real time."""
    moment = dt.datetime.fromtimestamp(clock.ticking(), tz=dt.UTC)
    return sessions.Session.objects.filter(expire_date__lt=moment).delete()[0]


# In this order: what promises a message comes before what words it, and that before what sends it, so that a reminder
# leaves in the same round.
TASKS: tuple[Task, ...] = (
    holds.release_expired,
    outcomes.ask_due,
    outcomes.score_due,
    outcomes.results_due,
    outcomes.forecasts_due,
    outcomes.forecasts_looked_at,
    intake.chase_due,
    intake.notice_words,
    plans.recalls_due,
    outcomes.flares_due,
    waiting.offer_due,
    booking.word_due,
    outbox.send_due,
    seals.seal_due,
    seals.anchor_due,
    forget_ended_sessions,
    keeping.nightly_due,
)

REST_SECONDS = 5.0

log = logging.getLogger(__name__)


def name_of(task: Task) -> str:
    """Return such as 'house.outbox.send_due'."""
    return f"{task.__module__}.{task.__qualname__}".removeprefix("needlepoint.")


def run_round(now: dt.datetime, tasks: Iterable[Task] = TASKS) -> tuple[int, int]:
    """Run every task once. One that fails is logged and never stops the others.

    returns  (pieces of work done, tasks that failed)
    """
    done = failed = 0
    for task in tasks:
        try:
            count = task(now)
        except Exception:  # whatever it is, the next task must still run
            log.exception("%s failed; it is tried again in the next round", name_of(task))
            failed += 1
        else:
            done += count
            if count:
                log.info("%s: %d done", name_of(task), count)
    return done, failed


def run_forever(
    stopping: threading.Event, *, tasks: Iterable[Task] = TASKS, rest: float = REST_SECONDS
) -> None:
    """Run rounds until `stopping` is set. A round that has begun is finished first.

    rest  seconds between rounds, or from a round that found nothing to the next
    """
    while not stopping.is_set():
        close_old_connections()
        done, failed = run_round(clock.now(), tasks)
        if done and not failed:
            continue
        log.debug("%s; sleeping %.0f s", "a task failed" if failed else "nothing is due", rest)
        stopping.wait(rest)
