"""The releases on the wire: listed, whole, searched, and their quotes verified."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.convert import release_model, release_summary, search_results
from api.problems import responses
from api.service import ServiceDependency
from api.wire import (
    Language,
    Place,
    ReleaseList,
    ReleaseModel,
    SearchRequest,
    SearchResults,
    Suggestions,
    Verification,
    VerifyRequest,
)
from assistant.suggestions import suggest

MAX_ELSEWHERE = 10
router = APIRouter(prefix="/v1", tags=["releases"])


@router.get("/releases")
def releases(service: ServiceDependency) -> ReleaseList:
    """The releases that questions are answered from, the latest first."""
    summaries = [release_summary(outline) for outline in service.searcher.outlines]
    return ReleaseList(releases=sorted(summaries, key=lambda one: (one.issued, one.id), reverse=True))


@router.get("/releases/{release_id}", responses=responses(404, 422))
def release(release_id: str, service: ServiceDependency) -> ReleaseModel:
    """One release with its canonical text, sections, passages and statements."""
    return release_model(service.outline(release_id))


@router.get("/suggestions", responses=responses(404, 422))
def suggestions(
    service: ServiceDependency,
    language: Language = "en",
    release_id: Annotated[list[str], Query(max_length=1000)] = [],  # noqa: B006
) -> Suggestions:
    """Questions to begin with, drawn from the areas of these releases, or of all."""
    chosen = [service.outline(one) for one in release_id] or service.searcher.outlines
    return Suggestions(suggestions=suggest(chosen, language))


@router.post("/search", responses=responses(400, 404, 413, 422))
def search(body: SearchRequest, service: ServiceDependency) -> SearchResults:
    """The passages nearest to a query, best first, whether or not they answer anything."""
    for release_id in body.release_ids or ():
        service.outline(release_id)
    return search_results(service.searcher.search(body.query, body.limit, body.release_ids))


@router.post("/citations/verify", responses=responses(400, 404, 413, 422))
def verify(body: VerifyRequest, service: ServiceDependency) -> Verification:
    """Whether a quote is still, to the letter, what the release says at its place."""
    wanted, release = body.quote, service.outline(body.release_id).release
    found = release.text[wanted.start : wanted.end] if wanted.start < wanted.end <= len(release.text) else None
    valid = found == wanted.exact
    return Verification(
        valid=valid,
        digest_matches=None if body.digest is None else body.digest == release.digest,
        found=found,
        elsewhere=[place for place in places(wanted.exact, release.text) if place.start != wanted.start or not valid],
    )


def places(words: str, text: str) -> list[Place]:
    """Where some words stand in a text."""
    found: list[Place] = []
    start = text.find(words)
    while start >= 0 and len(found) < MAX_ELSEWHERE:
        found.append(Place(start=start, end=start + len(words)))
        start = text.find(words, start + 1)
    return found
