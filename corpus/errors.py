"""The one tree of exceptions that Communiqué raises on purpose.

    CommuniqueError
    ├── ReleaseError          a release cannot be read, or is not what it claims to be
    │   └── UnknownRelease    no release has that id
    ├── IndexUnusable         a saved index is missing, damaged or does not match
    ├── EncoderError          the encoder's weights are missing or not the expected ones
    ├── ReaderError           the reader's weights are missing or not the expected ones
    ├── QuestionFileError     a file of questions cannot be read
    ├── ReportError           a report cannot be written where it was asked for
    ├── GeneratorError        a language model gave nothing that can be used
    ├── RecordsError          what was asked or voted cannot be kept, or read
    │   └── RecordsUnavailable  just now: the database is down, or does not let us in
    ├── TelemetryError        spans cannot be sent as the environment says
    └── QuoteMismatch         a quote is not, to the letter, what the release says there: a bug

Every message names the value at fault and the remedy. Errors of other libraries are turned into these where
the library is called, and these into answers on the wire in `api/problems.py`.
"""


class CommuniqueError(Exception):
    """Anything that Communiqué itself reports."""


class ReleaseError(CommuniqueError):
    """A release cannot be read, or is not what it claims to be."""


class UnknownRelease(ReleaseError):
    """No release has the id asked for."""

    def __init__(self, release_id: str) -> None:
        super().__init__(f"no release has the id {release_id!r}; GET /v1/releases lists those that there are")
        self.release_id = release_id


class IndexUnusable(CommuniqueError):
    """A saved index is missing, damaged, or was built with something else than is now configured."""


class EncoderError(CommuniqueError):
    """The encoder's weights are missing or are not the expected ones."""


class ReaderError(CommuniqueError):
    """The reader's weights are missing or are not the expected ones."""


class QuestionFileError(CommuniqueError):
    """A file of questions cannot be read."""


class ReportError(CommuniqueError):
    """A report cannot be written where it was asked for."""


class GeneratorError(CommuniqueError):
    """A language model gave nothing that can be used."""


class RecordsError(CommuniqueError):
    """What was asked or voted cannot be kept, or read."""


class RecordsUnavailable(RecordsError):
    """The database cannot be reached just now."""


class TelemetryError(CommuniqueError):
    """Spans cannot be sent as OpenTelemetry's environment variables say."""


class WorkersError(CommuniqueError):
    """Answering cannot be shared out among several processes."""


class QuoteMismatch(CommuniqueError):
    """A quote is not what the release says at its span; no such answer may leave."""
