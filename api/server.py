"""Runs the application with uvicorn: whose forwarded addresses are believed, how it ends."""

import ctypes
import signal
import socket
from collections.abc import Sequence
from contextlib import suppress
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn
from fastapi import FastAPI

from api.metrics import share
from api.settings import Settings
from api.workers import Workers

# The number that glibc knows its setting M_ARENA_MAX by.
ARENA_MAX = -8


def few_arenas() -> None:
    """Have glibc keep what threads free in two pools, not in eight a core: it is a tenth of what serving holds.

    Nothing is done where the C library is another one.
    """
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(ARENA_MAX, 2)


def run(app: FastAPI, settings: Settings, listener: socket.socket) -> None:
    """Serve on a socket until the process is told to end."""
    uvicorn.Server(config(app, settings)).run(sockets=[listener])


def run_workers(app: FastAPI, settings: Settings, listeners: Sequence[socket.socket]) -> None:
    """Serve with a process for each socket until this one is told to end. Raises WorkersError."""
    with TemporaryDirectory(prefix="communique-") as folder:

        def work(number: int) -> None:
            for other in {*listeners} - {listeners[number]}:
                other.close()
            share(Path(folder), number)
            run(app, settings, listeners[number])

        def told() -> None:
            for listener in listeners:  # as long as one process has it open, clients still get through to nobody
                listener.close()

        ended_by = Workers(work, len(listeners), told).run()
    signal.raise_signal(ended_by)


def config(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """How uvicorn runs: whom a request is from is believed of a known proxy alone, and what has begun is finished."""
    return uvicorn.Config(
        app,
        log_level="warning",
        # httptools, if it is installed, takes headers of any size into memory; h11 refuses what is over 64 KiB.
        http="h11",
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=ceil(settings.deadline),
    )
