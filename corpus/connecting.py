"""Asks for something over HTTP at an address that was checked, whatever name was asked for, until a deadline."""

import ssl
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import httpcore
from httpcore import SOCKET_OPTION, NetworkBackend, NetworkStream, SyncBackend


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answers: a status, headers with their names in lower case, and the content as it comes."""

    status: int
    headers: dict[str, str]
    chunks: Iterator[bytes]


class Place(Protocol):
    """What is asked for: the parts of its URL."""

    @property
    def scheme(self) -> str:
        """`http` or `https`."""

    @property
    def host(self) -> str:
        """The name that the certificate is to be for."""

    @property
    def port(self) -> int:
        """The port."""

    @property
    def target(self) -> str:
        """The path with the query."""


@contextmanager
def get(
    place: Place, headers: Sequence[tuple[str, str]], address: str, deadline: float, tls: ssl.SSLContext
) -> Iterator[Response]:
    """Ask for what is at a place at an address, until a deadline. Raises TimeoutError and other OSErrors."""
    url = httpcore.URL(scheme=place.scheme, host=place.host, port=place.port, target=place.target)
    backend = PinnedBackend(address, deadline)
    try:
        with (
            httpcore.ConnectionPool(ssl_context=tls, network_backend=backend) as pool,
            pool.stream("GET", url, headers=headers) as response,
        ):
            found = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            yield Response(response.status, found, response.iter_stream())
    except httpcore.TimeoutException as error:
        raise TimeoutError(str(error)) from error
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise ConnectionError(str(error)) from error


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
