"""What goes over the wire: the requests and responses of the contract. `api.convert` fills the responses."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

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

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.issued_from and self.issued_to and self.issued_from > self.issued_to:
            days = {"first": str(self.issued_from), "last": str(self.issued_to)}
            raise PydanticCustomError("dates", "issued_from={first} is after issued_to={last}", days)
        return self


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


class Health(BaseModel):
    """Whether the service runs."""

    status: Literal["ok"]


class Readiness(BaseModel):
    """Whether the service can answer, and from what."""

    status: Literal["ready"]
    releases: int
    corpus: str
