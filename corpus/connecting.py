"""Connects to an address that was checked, whatever name was asked for, until a deadline."""

import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore
from httpcore import SOCKET_OPTION, NetworkBackend, NetworkStream, SyncBackend


class PinnedBackend(NetworkBackend):
    """A network that has one address; no step lasts beyond the deadline (`time.monotonic`)."""

    def __init__(self, address: str, deadline: float) -> None:
        self.address = address
        self.deadline = deadline

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002
        port: int,
        timeout: float | None = None,  # noqa: ARG002
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> NetworkStream:
        """Connect to the address; the host's name is not resolved again."""
        left = remaining(self.deadline, httpcore.ConnectTimeout)
        stream = SyncBackend().connect_tcp(self.address, port, left, local_address, socket_options)
        return TimedStream(stream, self.deadline)


class TimedStream(NetworkStream):
    """A connection of which no step lasts beyond the deadline."""

    def __init__(self, stream: NetworkStream, deadline: float) -> None:
        self.stream = stream
        self.deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        """Read what has come."""
        return self.stream.read(max_bytes, remaining(self.deadline, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        """Send something."""
        self.stream.write(buffer, remaining(self.deadline, httpcore.WriteTimeout))

    def close(self) -> None:
        """Close the connection."""
        self.stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> NetworkStream:
        """Encrypt the connection; the certificate has to be one for the host's name."""
        left = remaining(self.deadline, httpcore.ConnectTimeout)
        return TimedStream(self.stream.start_tls(ssl_context, server_hostname, left), self.deadline)

    def get_extra_info(self, info: str) -> Any:
        """What is known about the connection."""
        return self.stream.get_extra_info(info)


def remaining(deadline: float, passed: type[httpcore.TimeoutException]) -> float:
    """The seconds that are left; raises `passed` if there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise passed("the deadline has passed")
    return left
