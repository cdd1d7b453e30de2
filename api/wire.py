"""What goes over the wire: the requests and responses of the contract. `api.convert` fills the responses."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.answer import Mode, Status

Language = Literal["en", "zh-Hant", "zh-Hans"]
MAX_QUESTION = 1000
MAX_HISTORY = 50
MAX_COMMENT = 2000
QuestionText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_QUESTION)]
EarlierText = Annotated[str, StringConstraints(max_length=MAX_QUESTION)]
ReleaseIds = Annotated[list[str], Field(min_length=1, max_length=1000)]
Issuers = Annotated[list[str], Field(min_length=1, max_length=100)]
Offset = Annotated[int, Field(ge=0, le=2**31)]


class Request(BaseModel):
    """A request; a field that is not known is an error, so that a misspelt one is not ignored."""

    model_config = ConfigDict(extra="forbid")


class Filtered(Request):
    """Which releases count; all that is given has to hold."""

    release_ids: ReleaseIds | None = Field(default=None, description="only these releases count", examples=[None])
    issuers: Issuers | None = Field(default=None, description="only releases of these issuers count", examples=[None])
    languages: list[Language] | None = Field(
        default=None, min_length=1, description="only releases in these languages count", examples=[None]
    )
    issued_from: date | None = Field(default=None, description="only releases issued on this day or later count")
    issued_to: date | None = Field(default=None, description="only releases issued on this day or earlier count")


class AnswerRequest(Filtered):
    """A question, with the earlier questions of the conversation, oldest first."""

    question: QuestionText = Field(examples=["Which airports get more flights?"])
    history: list[EarlierText] = Field(default=[], max_length=MAX_HISTORY, examples=[[]])
    language: Language | None = Field(default=None, description="of the framing; else the question's", examples=["en"])


class Quote(BaseModel):
    """A quote by its words and its place, as in the W3C's Web Annotation model; offsets count Unicode code points."""

    exact: str
    prefix: str
    suffix: str
    start: Offset
    end: Offset


class Nearest(BaseModel):
    """A passage that comes close to a refused question, and is not an answer to it."""

    release_id: str
    passage_id: str
    title: str
    section: str
    issued: datetime
    language: str = Field(description="of the release, and so of the quote")
    url: str
    view_url: str
    quote: Quote
    digest: str


class RevisionModel(BaseModel):
    """A release that came after the one quoted, and `corrected` it, or `followed` it up."""

    relation: Literal["corrected", "followed"]
    release_id: str
    title: str
    issued: datetime
    url: str
    view_url: str


class CitationModel(Nearest):
    """A quote with the release and the passage that it stands in; `number` is its marker in the text."""

    number: int
    also: list[Nearest] = Field(description="where other releases say the same")
    editions: list[Nearest] = Field(description="the passage in the release's editions in other languages")
    earlier: bool = Field(description="the answer quotes a newer release too")
    revision: RevisionModel | None = Field(description="the latest release that came after this one in its place")


class StatementModel(BaseModel):
    """One statement of the answer."""

    text: str
    section: str
    citations: list[int]
    quoted: bool = Field(
        description="word for word; otherwise a language model's sentence, checked against what it cites"
    )


class CoverageModel(BaseModel):
    """How many of how many things a list or a count returns."""

    returned: int
    total: int
    release_ids: list[str] = Field(description="the releases that were looked through, for which this is complete")


class AnswerModel(BaseModel):
    """A question answered from the releases, word for word, or refused."""

    id: str
    status: Status
    language: str
    question: str
    interpreted_question: str | None = Field(description="how the question was understood, if not as it was put")
    text: str = Field(description="the answer in Markdown, with a marker for each citation")
    statements: list[StatementModel]
    citations: list[CitationModel]
    coverage: CoverageModel | None
    missing: list[str] = Field(description="what the releases do not say: a part of the question, or a term")
    nearest: list[Nearest] = Field(description="for a refusal, up to three passages that come closest: no answer")
    confidence: float = Field(ge=0, le=1, description="how likely the releases answer all of the question")
    mode: Mode = Field(description="rephrased: a language model joined what was found")


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


class Suggestions(BaseModel):
    """Questions to begin with, drawn from the releases' own areas."""

    suggestions: list[str]


class FeedbackRequest(Request):
    """A vote on an answer; a later vote on the same answer replaces it."""

    answer_id: str = Field(min_length=1, max_length=100, examples=["ans_1"])
    question: QuestionText = Field(examples=["Which airports get more flights?"])
    status: Status = Field(examples=["answered"])
    vote: Literal["up", "down"]
    comment: str | None = Field(default=None, max_length=MAX_COMMENT, examples=[None])


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


class Health(BaseModel):
    """Whether the service runs."""

    status: Literal["ok"]


class Readiness(BaseModel):
    """Whether the service can answer, and from what."""

    status: Literal["ready"]
    releases: int
    corpus: str
