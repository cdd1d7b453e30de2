"""What the endpoints work with: the assistant and the searcher, made at start-up and handed to each request."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from assistant.answering import Assistant
from assistant.reader.judge import Reader
from corpus.errors import UnknownRelease
from corpus.model import Outline
from index.hits import Searcher


@dataclass(frozen=True, slots=True)
class Service:
    """The parts that answer requests."""

    assistant: Assistant
    searcher: Searcher
    reader: Reader

    def outline(self, release_id: str) -> Outline:
        """A release by its id. Raises UnknownRelease."""
        for outline in self.searcher.outlines:
            if outline.release.id == release_id:
                return outline
        raise UnknownRelease(release_id)


def service_of(request: Request) -> Service:
    """The service of the application that a request came to."""
    service: Service = request.app.state.service
    return service


ServiceDependency = Annotated[Service, Depends(service_of)]
