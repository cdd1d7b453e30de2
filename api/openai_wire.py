"""What goes over the wire for clients of OpenAI's API: as much of its chat completions as an answer has."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

MODEL = "communique"
MAX_MESSAGES = 1000


class Lenient(BaseModel):
    """A request whose unknown parameters are ignored, as clients send many that mean nothing here."""

    model_config = ConfigDict(extra="ignore")


class Part(Lenient):
    """A part of a message; only texts are read."""

    type: str
    text: str = ""


class Message(Lenient):
    """A message of the conversation."""

    role: str
    content: str | list[Part] | None = None

    @property
    def text(self) -> str:
        """The words of the message."""
        if isinstance(self.content, str):
            return self.content
        return "\n".join(part.text for part in self.content or [] if part.type == "text")


class StreamOptions(Lenient):
    """What else a stream shall have."""

    include_usage: bool = False


class CompletionRequest(Lenient):
    """A conversation; the last message of the user is the question."""

    model: str = MODEL
    messages: list[Message] = Field(min_length=1, max_length=MAX_MESSAGES)
    stream: bool | None = False
    stream_options: StreamOptions | None = None


class UrlCitation(BaseModel):
    """A source, and where the text cites it."""

    start_index: int
    end_index: int
    title: str
    url: str


class Annotation(BaseModel):
    """A citation, in the nested form."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class AssistantMessage(BaseModel):
    """The answer as a message."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[Annotation]


class Choice(BaseModel):
    """The one choice that there is."""

    index: Literal[0] = 0
    message: AssistantMessage
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class Usage(BaseModel):
    """No tokens are used: no language model runs."""

    prompt_tokens: Literal[0] = 0
    completion_tokens: Literal[0] = 0
    total_tokens: Literal[0] = 0


class Completion(BaseModel):
    """An answer as a chat completion; `communique` holds it as `/v1/answers` gives it."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str = MODEL
    choices: list[Choice]
    usage: Usage
    communique: dict[str, Any]


class Model(BaseModel):
    """The one model that there is."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = "communique"


class ModelList(BaseModel):
    """The models."""

    object: Literal["list"] = "list"
    data: list[Model]


class ApiErrorDetail(BaseModel):
    """What went wrong."""

    message: str
    type: str
    param: str | None
    code: str | None


class ApiError(BaseModel):
    """An error as OpenAI's clients read it."""

    error: ApiErrorDetail
