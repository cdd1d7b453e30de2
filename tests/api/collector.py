"""A collector of spans on loopback, written by hand: it takes what OTLP sends over HTTP as protobuf, or refuses it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.serving import listening


@dataclass
class Collector:
    """What was collected; with `status`, what is sent is refused."""

    address: str = ""
    status: int = 200
    bodies: list[bytes] = field(default_factory=list)

    @property
    def requests(self) -> list[ExportTraceServiceRequest]:
        """Each request that came."""
        return [ExportTraceServiceRequest.FromString(body) for body in self.bodies]

    @property
    def spans(self) -> list[Span]:
        """Each span that came, in the order of their beginnings."""
        scopes = [scope for one in self.requests for resource in one.resource_spans for scope in resource.scope_spans]
        return sorted((span for scope in scopes for span in scope.spans), key=lambda span: span.start_time_unix_nano)

    @property
    def resource(self) -> dict[str, object]:
        """What is said of who sent the first."""
        return attributes(self.requests[0].resource_spans[0].resource)


def attributes(holder: object) -> dict[str, object]:
    """The attributes of a span or a resource."""
    pairs = holder.attributes  # type: ignore[attr-defined]
    return {pair.key: getattr(pair.value, pair.value.WhichOneof("value")) for pair in pairs}


@contextmanager
def collecting() -> Iterator[Collector]:
    """Run a collector on a free port."""
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if collector.status == 200 and self.path == "/v1/traces":
                assert self.headers["Content-Type"] == "application/x-protobuf"
                collector.bodies.append(body)
            self.send_response(collector.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with listening(Handler) as collector.address:
        yield collector
