"""Only public addresses are fetched, every hop checked anew, so much at most and in so long."""

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ReleaseError
from corpus.fetch import Fetcher, fetch, is_public, parse, public_certificates
from tests.serving import listening

MANY = 200_000


class Handler(BaseHTTPRequestHandler):
    """Answers each path in its own bad way; `asked` remembers the hosts and paths asked for."""

    asked: list[tuple[str, str]] = []  # noqa: RUF012 (emptied by the fixture)

    def do_GET(self) -> None:
        Handler.asked.append((self.headers["Host"], self.path))
        kind, _, rest = self.path[1:].partition("/")
        match kind:
            case "page":
                self.answer(200, b"<p>Hello", ("Content-Type", 'text/HTML; charset="Big5"'))
            case "to":
                self.answer(302, b"", ("Location", rest))
            case "count":
                self.answer(301, b"", ("Location", f"/count/{int(rest) - 1}" if rest != "0" else "/page"))
            case "loop":
                self.answer(307, b"", ("Location", "/loop"))
            case "large":
                self.answer(200, b"x" * MANY)
            case "packed":
                self.answer(200, b"x", ("Content-Encoding", "gzip"))
            case "slow":
                self.drip(
                    b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" if rest == "body" else b"HTTP/1.1 200 OK\r\nX: "
                )
            case _:
                self.answer(404, b"")

    def answer(self, status: int, content: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if status == 200 and self.path != "/large/unsaid":
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with_nobody_left(lambda: self.wfile.write(content))

    def drip(self, start: bytes) -> None:
        self.wfile.write(start)
        for _ in range(100):
            time.sleep(0.05)
            if not with_nobody_left(lambda: self.wfile.write(b"x")):
                return

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def with_nobody_left(write: Callable[[], object]) -> bool:
    """Write, and say whether somebody was there to read."""
    try:
        write()
    except OSError:
        return False
    return True


@pytest.fixture
def server() -> Iterator[str]:
    """Give the address of a server on loopback."""
    Handler.asked.clear()
    with listening(Handler) as address:
        yield address


def loopback(address: str) -> bool:
    """Let loopback, and only that, be asked: what is public elsewhere."""
    return address == "127.0.0.1"


HERE = Fetcher(allowed=loopback, max_bytes=MANY // 2, max_seconds=5)


def told(url: str, fetcher: Fetcher = HERE) -> str:
    """What the error says that fetching an address raises, which always opens with the address."""
    with pytest.raises(ReleaseError) as caught:
        fetcher.fetch(url)
    assert str(caught.value).startswith(f"{url}: ")
    return str(caught.value).removeprefix(f"{url}: ")


def test_content_type_charset_and_final_address_are_given(server: str) -> None:
    found = HERE.fetch(f"{server}/to//page/a%20b?c=d&e#f")
    assert (found.content, found.content_type, found.charset) == (b"<p>Hello", "text/html", "big5")
    assert found.url == f"{server}/page/a%20b?c=d&e"


def test_a_redirect_is_followed_where_it_leads(server: str) -> None:
    assert HERE.fetch(f"{server}/count/3").url == f"{server}/page"
    assert [path for _, path in Handler.asked] == ["/count/3", "/count/2", "/count/1", "/count/0", "/page"]


def test_more_than_five_redirects_are_too_many(server: str) -> None:
    assert HERE.fetch(f"{server}/count/4").content
    assert told(f"{server}/count/5") == "it redirects more than 5 times"
    assert told(f"{server}/loop") == "it redirects more than 5 times"


@pytest.mark.parametrize("target", ["http://10.0.0.1/", "http://169.254.169.254/latest/meta-data", "//192.168.1.1/"])
def test_a_redirect_to_a_private_address_is_not_followed(server: str, target: str) -> None:
    public_elsewhere = Fetcher(allowed=lambda address: loopback(address) or is_public(address))
    assert "which is not a public one" in told(f"{server}/to/{target}", public_elsewhere)


@pytest.mark.parametrize(
    ("target", "error"),
    [
        ("file:///etc/passwd", "the scheme 'file' is not supported"),
        ("ftp://a.example/", "the scheme 'ftp' is not supported"),
        ("http://user:word@127.0.0.1/", "a user's name or password"),
        ("http://[::1", "this is no address of the web"),
    ],
)
def test_a_redirect_to_what_may_not_be_asked_for_is_not_followed(server: str, target: str, error: str) -> None:
    assert error in told(f"{server}/to/{target}")
    assert len(Handler.asked) == 1


@pytest.mark.parametrize("path", ["large", "large/unsaid"])
def test_what_is_too_large_is_given_up(server: str, path: str) -> None:
    assert told(f"{server}/{path}") == "it is larger than 0.0953674 MB"
    assert len(Fetcher(allowed=loopback, max_bytes=MANY).fetch(f"{server}/{path}").content) == MANY


@pytest.mark.parametrize("part", ["body", "headers"])
def test_a_server_that_drips_is_given_up_in_time(server: str, part: str) -> None:
    begun = time.monotonic()
    assert (
        told(f"{server}/slow/{part}", Fetcher(allowed=loopback, max_seconds=0.4)) == "it took longer than 0.4 seconds"
    )
    assert time.monotonic() - begun < 2


def test_another_status_and_a_packed_content_are_refused(server: str) -> None:
    assert told(f"{server}/nothing") == "127.0.0.1 answered with the status 404"
    assert "sent it packed (gzip)" in told(f"{server}/packed")


def test_a_server_that_is_not_there_is_named() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert "127.0.0.1 cannot be reached" in told(f"http://127.0.0.1:{unused.getsockname()[1]}/")


def test_a_name_that_is_resolved_anew_to_a_private_address_gains_nothing(server: str) -> None:
    port = server.rpartition(":")[2]
    answers = iter([["127.0.0.1"], ["10.0.0.1"], ["127.0.0.1"]])
    rebinding = Fetcher(resolve=lambda *_: next(answers), allowed=loopback)
    assert rebinding.fetch(f"http://press.example:{port}/page").content == b"<p>Hello"
    assert Handler.asked == [(f"press.example:{port}", "/page")]
    assert "10.0.0.1, which is not" in told(f"http://press.example:{port}/page", rebinding)


def test_one_private_address_among_several_refuses_the_host() -> None:
    mixed = Fetcher(resolve=lambda *_: ["93.184.216.34", "10.0.0.1"])
    assert told("http://press.example/", mixed) == (
        "the host 'press.example' has the address 10.0.0.1, which is not a public one"
    )


def test_a_host_that_is_not_known_or_has_no_address_is_named() -> None:
    def unknown(*_: object) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    assert "the host 'nowhere.example' is not known" in told("http://nowhere.example/", Fetcher(resolve=unknown))
    assert told("http://a.example/", Fetcher(resolve=lambda *_: [])) == "the host 'a.example' has no address"


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "017700000001", "0177.0.0.1", "0",
        "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:10.0.0.1]", "[::127.0.0.1]",
        "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254",
        "100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "0.0.0.0", "[fe80::1]", "[fc00::1]", "[ff02::1]",
        "[fec0::1]", "[2001:db8::1]",
    ],
)  # fmt: skip
def test_a_private_address_is_refused_however_it_is_written(host: str) -> None:
    with pytest.raises(ReleaseError, match="which is not a public one"):
        fetch(f"http://{host}/")


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_a_public_address_may_be_asked(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_an_address_is_public_in_the_newer_form_only_if_it_is_in_the_older(address: ipaddress.IPv4Address) -> None:
    assert is_public(f"::ffff:{address}") == is_public(str(address)) == is_public(f"64:ff9b::{address}")
    assert not is_public(str(address)) or address.is_global


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("press.example/a", "the scheme '' is not supported"),
        ("javascript:alert(1)", "the scheme 'javascript' is not supported"),
        ("https:///a", "the address has no host"),
        ("https://a..example/", "this is no address of the web"),
        ("https://a.example:99999/", "this is no address of the web"),
        ("https://user@a.example/", "a user's name or password"),
        ("https://a.example\\@b.example/", "a user's name or password"),
        ("https://a b/", "one that is none: 'a b'"),
        ("https://[fe80::1%25lo]/", "no address of the web|one that is none"),
    ],
)
def test_an_address_that_may_not_be_asked_for_is_refused(url: str, error: str) -> None:
    with pytest.raises(ReleaseError, match=error):
        fetch(url)


def test_an_address_is_asked_for_in_ascii() -> None:
    hop = parse("HTTPS://Bücher.example/straße?q=ü&r=%20#x")
    assert hop.url == "https://xn--bcher-kva.example/stra%C3%9Fe?q=%C3%BC&r=%20"
    assert parse("http://[2606:2800::1]:8080").url == "http://[2606:2800::1]:8080/"


@given(st.text(max_size=40) | st.text(st.sampled_from("htps:/@[]?#.%0a\\ \t")).map("http://".__add__))
def test_no_text_breaks_the_reading_of_an_address(text: str) -> None:
    try:
        hop = parse(text)
    except ReleaseError:
        return
    assert hop.url.isascii()
    assert parse(hop.url) == hop


def test_proxies_of_the_environment_are_not_used(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert HERE.fetch(f"{server}/page").content


@contextmanager
def encrypted(folder: Path, name: str) -> Iterator[tuple[int, ssl.SSLContext]]:
    """Serve over TLS with a certificate for a name: the port, and a context that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, encoding = folder / "both.pem", serialization.Encoding.PEM
    private = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    pem.write_bytes(certificate.public_bytes(encoding) + private)
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(pem)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=answer_once, args=(listener, own), daemon=True).start()
        yield listener.getsockname()[1], ssl.create_default_context(cafile=str(pem))


def answer_once(listener: socket.socket, context: ssl.SSLContext) -> None:
    """Answer one request over TLS."""
    connection, _ = listener.accept()
    with connection:
        try:
            with context.wrap_socket(connection, server_side=True) as stream:
                stream.recv(4096)
                stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        except OSError:
            return


def test_a_certificate_has_to_be_one_for_the_name_and_not_for_the_address(tmp_path: Path) -> None:
    for name, works in (("press.example", True), ("other.example", False)):
        with encrypted(tmp_path, name) as (port, trusting):
            fetcher = Fetcher(resolve=lambda *_: ["127.0.0.1"], allowed=loopback, tls=trusting)
            if works:
                assert fetcher.fetch(f"https://press.example:{port}/").content == b"ok"
            else:
                assert "CERTIFICATE_VERIFY_FAILED" in told(f"https://press.example:{port}/", fetcher)


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    assert public_certificates().check_hostname
    with encrypted(tmp_path, "press.example") as (port, _):
        fetcher = Fetcher(resolve=lambda *_: ["127.0.0.1"], allowed=loopback)
        assert "CERTIFICATE_VERIFY_FAILED" in told(f"https://press.example:{port}/", fetcher)
