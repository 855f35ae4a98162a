"""The web server: gunicorn with threads, loaded once before it forks. docs/decisions says why this one."""

import errno
import logging
import os
import pathlib
import socket

from django.conf import settings
from gunicorn import glogging
from gunicorn.app import base

from needlepoint.config import children, env

PORTS = range(8000, 8100)
GRACE_SECONDS = 25  # less than the first process's patience
MEMORY = pathlib.Path("/dev/shm")  # noqa: S108  heartbeat files only; a busy disk must not look like a hung worker


def listen(address: str, port: int) -> socket.socket:
    """Bind the given port, or with 0 the first free one of 8000–8099; return the listening socket.

    Binding here, before anything is forked, means that the address printed is the address that answers.
    raises  UnableToStart
    """
    for number in [port] if port else PORTS:
        family, kind, _, _, where = socket.getaddrinfo(address, number, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(where)
            listener.listen(1024)
        except OSError as error:
            listener.close()
            if error.errno == errno.EADDRINUSE and not port:
                continue
            raise env.UnableToStart(_why_not(error, address, number)) from error
        return listener
    raise env.UnableToStart(
        f"Every port from {PORTS[0]} to {PORTS[-1]} on {address} is taken. Name a free one with NEEDLEPOINT_PORT."
    )


def _why_not(error: OSError, address: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} on {address} is taken by another program. Stop that one, choose another NEEDLEPOINT_PORT, "
            f"or leave it out to get the first free one of {PORTS[0]}–{PORTS[-1]}."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} is reserved for the system's own programs. Choose a NEEDLEPOINT_PORT above 1023."
    return f"Cannot listen on {address} port {port}: {error.strerror}. Check NEEDLEPOINT_ADDRESS and NEEDLEPOINT_PORT."


class Log(glogging.Logger):
    """Gunicorn's words go through our own log, where what opens things is blanked. There is no access log: an
    address may hold a link or a code that opens a person's page.
    """

    def setup(self, cfg):
        self.error_log = logging.getLogger("needlepoint.web")
        self.access_log = logging.getLogger("needlepoint.web.access")
        self.access_log.disabled = True
        self.error_log.setLevel(logging.DEBUG if settings.LOG_LEVEL == "DEBUG" else logging.WARNING)

    def reopen_files(self):
        pass

    def close_on_exec(self):
        pass


class Web(base.BaseApplication):
    """Gunicorn told everything by us: no command line, no configuration file."""

    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        super().__init__()

    def load_config(self):
        for name, value in options(self.listener).items():
            self.cfg.set(name, value)

    def load(self):
        from needlepoint.config import wsgi

        return wsgi.application


def options(listener: socket.socket) -> dict[str, object]:
    return {
        "bind": f"fd://{os.dup(listener.fileno())}",
        "worker_class": "gthread",
        "workers": settings.WORKERS,
        "threads": settings.THREADS,
        "preload_app": True,
        "timeout": 60,
        "graceful_timeout": GRACE_SECONDS,
        "keepalive": 5,
        "limit_request_line": 4094,
        "limit_request_fields": 60,
        "limit_request_field_size": 8190,
        # By default a caller on this machine, and so whoever comes through a proxy on it, may say where the site begins.
        "forwarder_headers": "",
        "worker_tmp_dir": str(MEMORY) if os.access(MEMORY, os.W_OK) else None,
        "logger_class": Log,
        "accesslog": None,
        "control_socket_disable": True,
        "proc_name": "needlepoint",
        "post_fork": lambda _arbiter, worker: children.die_with(worker.ppid),
    }
