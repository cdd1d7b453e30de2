"""Whether answers are traced, as OpenTelemetry's own environment variables say; nothing of it is imported here."""

from collections.abc import Mapping

from corpus.errors import TelemetryError

ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
EXPORTER, DISABLED = "OTEL_TRACES_EXPORTER", "OTEL_SDK_DISABLED"
PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
SPOKEN = "http/protobuf"


def is_traced(environ: Mapping[str, str]) -> bool:
    """Whether spans are to be sent to a collector. Raises TelemetryError for a way to send them that is not spoken."""
    exporter = environ.get(EXPORTER, "").strip()
    configured = exporter or any(environ.get(name) for name in ENDPOINTS)
    if not configured or exporter == "none" or environ.get(DISABLED, "").strip().lower() == "true":
        return False
    if exporter not in ("", "otlp"):
        raise TelemetryError(f"{EXPORTER} is {exporter!r}; answers are traced by 'otlp', or not at all by 'none'")
    for name in PROTOCOLS:
        if (protocol := environ.get(name) or SPOKEN) != SPOKEN:
            raise TelemetryError(
                f"{name} is {protocol!r}; only {SPOKEN!r} is spoken, which collectors take at port 4318"
            )
    return True
