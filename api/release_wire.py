"""What goes over the wire about releases: listed, whole, searched, and their quotes verified."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from api.wire import Filtered, Offset, QuestionText, RevisionModel


class StatementSpan(BaseModel):
    """A statement of a passage, the smallest piece that may be quoted."""

    text: str
    start: Offset
    end: Offset


class PassageModel(BaseModel):
    """The smallest piece of a release that stands alone."""

    id: str
    kind: str
    section: str
    text: str
    start: Offset
    end: Offset
    statements: list[StatementSpan]


class SectionModel(BaseModel):
    """A heading of a release, with the ids of the passages that stand under it."""

    slug: str
    heading: str
    start: Offset
    end: Offset
    passages: list[str]


class ReleaseSummary(BaseModel):
    """A release without its text; `editions` are the ids of the same release in other languages."""

    id: str
    title: str
    issuer: str
    issued: datetime
    language: str
    url: str
    digest: str
    editions: list[str]
    revision: RevisionModel | None


class ReleaseModel(ReleaseSummary):
    """A release with its canonical text, its sections and passages."""

    text: str
    sections: list[SectionModel]
    passages: list[PassageModel]


class ReleaseList(BaseModel):
    """The releases that questions are answered from, the latest first; `total` counts those beyond the limit too."""

    releases: list[ReleaseSummary]
    total: int


class Facets(BaseModel):
    """What releases can be chosen by: issuers and languages with how many releases they have, and days of issue."""

    issuers: dict[str, int]
    languages: dict[str, int]
    issued_from: date | None
    issued_to: date | None


class SearchRequest(Filtered):
    """A query for the passages that come nearest, whether or not they answer anything."""

    query: QuestionText = Field(examples=["arbitration"])
    limit: int = Field(default=10, ge=1, le=50)


class HitModel(BaseModel):
    """A passage found: `score` orders the hits, `dense` is a cosine similarity, `lexical` a BM25 score."""

    passage: PassageModel
    release_id: str
    score: float
    dense: float
    lexical: float


class SearchResults(BaseModel):
    """The hits of a query, best first."""

    hits: list[HitModel]


class QuoteToVerify(BaseModel):
    """A quote as it was received; prefix and suffix may come along and are not compared."""

    exact: str = Field(min_length=1, max_length=20_000)
    start: Offset
    end: Offset


class VerifyRequest(BaseModel):
    """A citation to verify: one may send it back whole, fields that do not matter here are ignored."""

    release_id: str = Field(examples=["P2025042400475"])
    quote: QuoteToVerify = Field(examples=[{"exact": "Aviation", "start": 3207, "end": 3215}])
    digest: str | None = Field(default=None, description="the release's digest when it was cited")


class Place(BaseModel):
    """Where words stand in a release."""

    start: Offset
    end: Offset


class Verification(BaseModel):
    """Whether a quote is, to the letter, what the release says there."""

    valid: bool
    digest_matches: bool | None = Field(description="whether the release is unchanged; null if no digest was sent")
    found: str | None = Field(description="what the release says at that place; null if it does not reach so far")
    elsewhere: list[Place] = Field(description="where else the exact words stand, at most ten places")
