"""Fetches a page or a file from the web: from public addresses only, at most so much, in at most so long."""

import socket
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

from corpus.errors import ReleaseError

if TYPE_CHECKING:
    import ssl

    import httpcore
    import httpx

MAX_BYTES = 20 * 2**20
MAX_SECONDS = 30.0
MAX_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PORTS = {"http": 80, "https": 443}
HEADERS = {"User-Agent": "communique", "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
# Addresses that stand for one of the older kind, which is what has to be checked: NAT64, and IPv4-compatible ones.
TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave: its content, what kind and charset the server says that it has, and its final address."""

    content: bytes
    content_type: str
    charset: str
    url: str


class Refused(ReleaseError):
    """An address is not fetched, or gave nothing that can be used; the address is named by the one who asked for it."""


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system resolves it. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def is_public(address: str) -> bool:
    """Whether an address is one of the public internet: not private, loopback, link-local, multicast or reserved."""
    try:
        found = unmapped(ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def unmapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The older address that a newer one only wraps, or the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if inner := address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1]):
        return inner
    if any(address in network for network in TRANSLATED):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches over HTTP: `resolve` finds a host's addresses, all of which have to be `allowed`.

    Every hop is checked anew, and the connection goes to the address that was checked, so that a name that changes
    what it stands for gains nothing; a certificate still has to be one for the name. Proxies of the environment are
    not used. `max_seconds` is the time for all hops together, but for the system's resolver, which cannot be stopped.
    """

    resolve: Callable[[str, int], Iterable[str]] = resolve
    allowed: Callable[[str], bool] = is_public
    max_bytes: int = MAX_BYTES
    max_seconds: float = MAX_SECONDS
    tls: "ssl.SSLContext | None" = None

    def fetch(self, url: str) -> Fetched:
        """What an address gives. Raises ReleaseError, naming the address and the reason."""
        try:
            return self._follow(url, time.monotonic() + self.max_seconds)
        except Refused as error:
            raise ReleaseError(f"{url}: {error}") from error

    def _follow(self, url: str, deadline: float) -> Fetched:
        hop = parse(url)
        for _ in range(MAX_REDIRECTS + 1):
            answer = self._get(hop, deadline)
            if isinstance(answer, Fetched):
                return answer
            hop = parse(str(join(hop, answer)))
        raise Refused(f"it redirects more than {MAX_REDIRECTS} times")

    def _get(self, url: "httpx.URL", deadline: float) -> "Fetched | str":
        """What one address gives, or where it redirects to."""
        import httpcore
        import httpx

        address = self._checked_address(url)
        tls = self.tls or httpx.create_ssl_context(trust_env=False)
        headers = {"Host": url.netloc.decode("ascii"), **HEADERS}
        try:
            with (
                httpcore.ConnectionPool(ssl_context=tls, network_backend=backend(address, deadline)) as pool,
                pool.stream("GET", str(url.copy_with(fragment=None)), headers=headers) as response,
            ):
                return self._read(response, url)
        except (httpcore.TimeoutException, TimeoutError) as error:
            raise Refused(f"it took longer than {self.max_seconds:g} seconds") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError, ValueError) as error:
            raise Refused(f"{url.host} cannot be reached: {error}") from error

    def _checked_address(self, url: "httpx.URL") -> str:
        """The address to connect to; all those of the host have to be allowed."""
        host = url.raw_host.decode("ascii")
        try:
            addresses = list(self.resolve(host, url.port or PORTS[url.scheme]))
        except (OSError, UnicodeError) as error:
            raise Refused(f"the host {host!r} is not known: {error}") from error
        for address in addresses:
            if not self.allowed(address):
                raise Refused(f"the host {host!r} has the address {address}, which is not a public one")
        if not addresses:
            raise Refused(f"the host {host!r} has no address")
        return addresses[0]

    def _read(self, response: "httpcore.Response", url: "httpx.URL") -> "Fetched | str":
        """The content of an answer, or where it redirects to."""
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        if response.status in REDIRECTS and headers.get("location"):
            return headers["location"]
        if response.status != 200:
            raise Refused(f"{url.host} answered with the status {response.status}")
        if headers.get("content-encoding", "identity").lower() != "identity":
            raise Refused(f"{url.host} sent it packed ({headers['content-encoding']}), which was not asked for")
        kind, _, parameters = headers.get("content-type", "").partition(";")
        charset = parameters.lower().partition("charset=")[2].partition(";")[0].strip(" \"'")
        return Fetched(self._content(response.iter_stream()), kind.strip().lower(), charset, str(url))

    def _content(self, chunks: Iterator[bytes]) -> bytes:
        content = bytearray()
        for chunk in chunks:
            content += chunk
            if len(content) > self.max_bytes:
                raise Refused(f"it is larger than {self.max_bytes / 2**20:g} MB")
        return bytes(content)


def fetch(url: str) -> Fetched:
    """What an address of the public web gives. Raises ReleaseError, naming the address and the reason."""
    return Fetcher().fetch(url)


def parse(url: str) -> "httpx.URL":
    """An address that may be asked for: of the web, with a host, without a user's name or password."""
    import httpx

    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused(f"this is no address of the web: {error}") from error
    if parsed.scheme not in PORTS:
        raise Refused(f"the scheme {parsed.scheme!r} is not supported; give an address with https:// or http://")
    if parsed.userinfo:
        raise Refused("the address has a user's name or password in it; leave them out")
    if not parsed.host:
        raise Refused("the address has no host")
    return parsed


def join(url: "httpx.URL", location: str) -> "httpx.URL":
    """Where a redirect leads to."""
    import httpx

    try:
        return url.join(location)
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused(f"it redirects to {location[:200]!r}, which is no address") from error


def backend(address: str, deadline: float) -> "httpcore.NetworkBackend":
    """A network that connects to one address only, and lets nothing last beyond the deadline."""
    from corpus.connecting import PinnedBackend

    return PinnedBackend(address, deadline)
