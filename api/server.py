"""Runs the application with uvicorn: whose forwarded addresses are believed, how it ends."""

import socket
from math import ceil

import uvicorn
from fastapi import FastAPI

from api.settings import Settings


def run(app: FastAPI, settings: Settings, listener: socket.socket) -> None:
    """Serve on a socket until the process is told to end."""
    uvicorn.Server(config(app, settings)).run(sockets=[listener])


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
