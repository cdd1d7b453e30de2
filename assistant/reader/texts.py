"""A candidate as the cross-encoder reads it: under its heading, after what it continues."""

from dataclasses import dataclass

from assistant.candidates import Candidate


@dataclass(frozen=True, slots=True)
class Text:
    """A statement, and in `context` what it stands under and after."""

    context: str
    statement: str


def text_of(candidate: Candidate) -> Text:
    """A candidate as the cross-encoder reads it: under its heading, after what it continues."""
    return Text(context_of(candidate.passage.heading, candidate.lead_in or before(candidate)), candidate.text)


def before(candidate: Candidate) -> str:
    """The statement that stands before a candidate in its passage, if there is one."""
    earlier = [s.text for s in candidate.passage.statements if s.span.end <= candidate.span.start]
    return earlier[-1] if earlier else ""


def context_of(heading: str, before: str) -> str:
    """What a statement stands under and after, in one line."""
    return " | ".join(part for part in (heading, before) if part)
