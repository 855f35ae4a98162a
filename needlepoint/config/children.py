"""Keeps the processes of one server: starts them, restarts one that crashed, stops them together.

None outlives the first process, even one killed without warning, so that a restart finds its port free.
"""

import contextlib
import logging
import os
import select
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable

GRACE_SECONDS = 30.0
LONGEST_PAUSE = 60.0
QUICK_DEATH_SECONDS = 5.0
PR_SET_PDEATHSIG = 1

log = logging.getLogger(__name__)


def die_with(parent: int) -> None:
    """Tie this process to `parent`: when that one is gone, however it went, this one goes at once."""
    try:
        import ctypes

        is_tied = ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) == 0
    except (OSError, AttributeError, ImportError):  # only Linux has it
        is_tied = False
    if not is_tied:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:  # it went before the knot was tied
        os._exit(1)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


class Children:
    """Runs named jobs in processes of their own until it is told to stop.

    jobs      name → function run in the child; a job stops on SIGTERM and finishes what it has begun
    vital     the job whose failure to start at all ends everything; a restart would not cure it
    on_stop   called once in this process before the children are told
    """

    def __init__(
        self, jobs: dict[str, Callable[[], object]], *, vital: str, on_stop: Callable[[], object]
    ) -> None:
        self.jobs = jobs
        self.vital = vital
        self.on_stop = on_stop
        self.running: dict[int, str] = {}
        self.started: dict[str, float] = {}
        self.pauses: dict[str, float] = {}
        self.due: dict[str, float] = dict.fromkeys(jobs, 0.0)
        self.wakes, self._wake = os.pipe()
        for end in (self.wakes, self._wake):
            os.set_blocking(end, False)

    def run(self) -> int:
        """Keep the children until SIGTERM, SIGINT or SIGHUP. Returns the exit code for this process."""
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        stops = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
        for number in (*stops, signal.SIGCHLD):
            signal.signal(number, lambda *_: None)
        while True:
            self._start_due()
            if self._wait(min(self.due.values(), default=None)) & stops:
                return self._stop()
            for name, code in self._reap():
                if self._is_hopeless(name, code):
                    self._stop()
                    return 1
                self._plan_restart(name, code)

    def _wait(self, until: float | None) -> set[int]:
        """Sleep until a signal comes or the moment has come; return the numbers of the signals that came."""
        timeout = None if until is None else max(0.0, until - time.monotonic())
        readable, _, _ = select.select([self.wakes], [], [], timeout)
        return set(os.read(self.wakes, 4096)) if readable else set()

    def _start_due(self) -> None:
        for name, at in list(self.due.items()):
            if at <= time.monotonic():
                del self.due[name]
                self.started[name] = time.monotonic()
                self.running[self._fork(name)] = name

    def _fork(self, name: str) -> int:
        parent = os.getpid()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        pid = os.fork()
        if pid:
            return pid
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
            os.close(self.wakes)
            os.close(self._wake)
            os.setpgid(0, 0)  # Ctrl-C reaches the first process only, which then stops the others in order
            die_with(parent)
            self.jobs[name]()
            code = 0
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 0
        except BaseException:  # noqa: BLE001  a forked child must never return into its parent's code
            traceback.print_exc()
        finally:
            for stream in (sys.stdout, sys.stderr):
                with contextlib.suppress(Exception):
                    stream.flush()
            os._exit(code)

    def _reap(self) -> list[tuple[str, int]]:
        gone = []
        while self.running:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                break
            if pid in self.running:
                gone.append((self.running.pop(pid), os.waitstatus_to_exitcode(status)))
        return gone

    def _is_hopeless(self, name: str, code: int) -> bool:
        return name == self.vital and code > 0 and time.monotonic() - self.started[name] < QUICK_DEATH_SECONDS

    def _plan_restart(self, name: str, code: int) -> None:
        lived = time.monotonic() - self.started[name]
        pause = 0.5 if lived > LONGEST_PAUSE else min(LONGEST_PAUSE, 2 * self.pauses.get(name, 0.25))
        self.pauses[name] = pause
        self.due[name] = time.monotonic() + pause
        log.error("%s stopped by itself (%s); starting it again in %.1f s", name, code, pause)

    def _stop(self) -> int:
        """Tell every child to finish; end those that have not within GRACE_SECONDS, or at a second signal."""
        self.on_stop()
        self._tell(signal.SIGTERM)
        end = time.monotonic() + GRACE_SECONDS
        while self.running and time.monotonic() < end:
            if self._wait(end) & {signal.SIGTERM, signal.SIGINT}:
                break
            self._reap()
        if self.running:
            log.warning("%s did not finish in time and was ended", ", ".join(self.running.values()))
            self._tell(signal.SIGKILL)
        return 0

    def _tell(self, number: int) -> None:
        for pid in self.running:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
