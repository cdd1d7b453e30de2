"""Fetches a page or a file from the web: from public addresses only, at most so much, in at most so long."""

import re
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

from corpus.errors import ReleaseError

if TYPE_CHECKING:
    import ssl

    from corpus.connecting import Response

MAX_BYTES = 20 * 2**20
MAX_SECONDS = 30.0
MAX_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PORTS = {"http": 80, "https": 443}
HEADERS = (("User-Agent", "communique"), ("Accept", "*/*"), ("Accept-Encoding", "identity"), ("Connection", "close"))
# The characters that a path or a query may hold as they are; a "%" has been escaped already.
SAFE = "/%:@!$&'()*+,;=~-._?"
HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|[0-9a-f:.]*:[0-9a-f:.]*")
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
    site_local = isinstance(found, IPv6Address) and found.is_site_local
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified or site_local)


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
            hop = parse(urljoin(hop.url, answer))
        raise Refused(f"it redirects more than {MAX_REDIRECTS} times")

    def _get(self, hop: "Hop", deadline: float) -> Fetched | str:
        """What one address gives, or where it redirects to."""
        from corpus.connecting import get

        address = self._checked_address(hop)
        headers = (("Host", hop.authority), *HEADERS)
        try:
            with get(hop, headers, address, deadline, self.tls or public_certificates()) as response:
                return self._read(response, hop)
        except TimeoutError as error:
            raise Refused(f"it took longer than {self.max_seconds:g} seconds") from error
        except OSError as error:
            raise Refused(f"{hop.host} cannot be reached: {error}") from error

    def _checked_address(self, hop: "Hop") -> str:
        """The address to connect to; all those of the host have to be allowed."""
        try:
            addresses = list(self.resolve(hop.host, hop.port))
        except (OSError, UnicodeError) as error:
            raise Refused(f"the host {hop.host!r} is not known: {error}") from error
        for address in addresses:
            if not self.allowed(address):
                raise Refused(f"the host {hop.host!r} has the address {address}, which is not a public one")
        if not addresses:
            raise Refused(f"the host {hop.host!r} has no address")
        return addresses[0]

    def _read(self, response: "Response", hop: "Hop") -> Fetched | str:
        """The content of an answer, or where it redirects to."""
        headers = response.headers
        if response.status in REDIRECTS and headers.get("location"):
            return headers["location"]
        if response.status != 200:
            raise Refused(f"{hop.host} answered with the status {response.status}")
        if headers.get("content-encoding", "identity").lower() != "identity":
            raise Refused(f"{hop.host} sent it packed ({headers['content-encoding']}), which was not asked for")
        kind, _, parameters = headers.get("content-type", "").partition(";")
        charset = parameters.lower().partition("charset=")[2].partition(";")[0].strip(" \"'")
        return Fetched(self._content(response.chunks), kind.strip().lower(), charset, hop.url)

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


@dataclass(frozen=True, slots=True)
class Hop:
    """An address of the web in its parts; `target` is the path with the query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host and port, as they are written."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole address."""
        return f"{self.scheme}://{self.authority}{self.target}"


def parse(url: str) -> Hop:
    """An address that may be asked for: of the web, with a host, without a user's name or password."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").encode("idna").decode("ascii").lower(), parts.port
    except ValueError as error:
        raise Refused(f"this is no address of the web: {error}") from error
    if parts.scheme not in PORTS:
        raise Refused(f"the scheme {parts.scheme!r} is not supported; give an address with https:// or http://")
    if "@" in parts.netloc:
        raise Refused("the address has a user's name or password in it; leave them out")
    if not HOST.fullmatch(host):
        raise Refused(f"the address has no host, or one that is none: {host!r}")
    target = quote(parts.path or "/", safe=SAFE) + ("?" + quote(parts.query, safe=SAFE) if parts.query else "")
    return Hop(parts.scheme, host, port or PORTS[parts.scheme], target)


@cache
def public_certificates() -> "ssl.SSLContext":
    """What certificates are checked against: the authorities that browsers trust."""
    import ssl

    import certifi

    return ssl.create_default_context(cafile=certifi.where())
