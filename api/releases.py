"""The releases on the wire: listed, whole, searched, and their quotes verified."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import ValidationError

from api.convert import facets, filter_of, release_model, release_summary, search_results
from api.dependencies import ServiceDependency
from api.problems import invalid, responses
from api.release_wire import (
    Facets,
    Place,
    ReleaseList,
    ReleaseModel,
    SearchRequest,
    SearchResults,
    Verification,
    VerifyRequest,
)
from api.service import Service
from api.wire import Filtered, Language, Suggestions
from assistant.suggestions import suggest
from corpus.filters import EVERYTHING, Filter
from corpus.outlines import Entry

MAX_ELSEWHERE = 10
MAX_LISTED = 1000
# Questions are suggested from so many of the latest releases.
SUGGESTING = 20
router = APIRouter(prefix="/v1", tags=["releases"])
Issuers = Annotated[list[str] | None, Query(max_length=100)]
Languages = Annotated[list[Language] | None, Query(max_length=3)]


def filtered(
    issuer: Issuers = None,
    language: Languages = None,
    issued_from: date | None = None,
    issued_to: date | None = None,
) -> Filtered:
    """The filter in an address. Raises RequestValidationError."""
    return checked(issuer, language, issued_from, issued_to)


def checked(
    issuers: list[str] | None, languages: list[Language] | None, issued_from: date | None, issued_to: date | None
) -> Filtered:
    """A filter from the parts of an address. Raises RequestValidationError where they make none together."""
    try:
        return Filtered(issuers=issuers, languages=languages, issued_from=issued_from, issued_to=issued_to)
    except ValidationError as error:
        raise invalid(("query",), "; ".join(one["msg"] for one in error.errors())) from error


@router.get("/releases", responses=responses(422))
def releases(
    service: ServiceDependency,
    chosen: Annotated[Filtered, Depends(filtered)],
    limit: Annotated[int, Query(ge=1, le=MAX_LISTED)] = MAX_LISTED,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> ReleaseList:
    """The releases that questions are answered from, the latest first."""
    found = latest_first(service, filter_of(chosen))
    listed = [release_summary(entry, service) for entry in found[offset : offset + limit]]
    return ReleaseList(releases=listed, total=len(found))


@router.get("/facets", responses=responses(422))
def list_facets(service: ServiceDependency, chosen: Annotated[Filtered, Depends(filtered)]) -> Facets:
    """What the releases can be chosen by, all or those that pass a filter: issuers, languages and days of issue."""
    return facets(allowed_entries(service, filter_of(chosen)))


@router.get("/releases/{release_id}", responses=responses(404, 422))
def release(release_id: str, service: ServiceDependency) -> ReleaseModel:
    """One release with its canonical text, sections, passages and statements."""
    return release_model(service.outline(release_id), service)


@router.get("/suggestions", responses=responses(404, 422))
def suggestions(
    service: ServiceDependency,
    language: Language = "en",
    release_id: Annotated[list[str], Query(max_length=1000)] = [],  # noqa: B006
    issuer: Issuers = None,
    release_language: Languages = None,
    issued_from: date | None = None,
    issued_to: date | None = None,
) -> Suggestions:
    """Questions to begin with, drawn from the areas of these releases, or of the latest that pass a filter."""
    allowed = filter_of(checked(issuer, release_language, issued_from, issued_to))
    latest = [entry.id for entry in latest_first(service, allowed)[:SUGGESTING]]
    chosen = [service.outline(one) for one in release_id or sorted(latest)]
    return Suggestions(suggestions=suggest(chosen, language))


@router.post("/search", responses=responses(400, 404, 413, 422))
def search(body: SearchRequest, service: ServiceDependency) -> SearchResults:
    """The passages nearest to a query, best first, whether or not they answer anything."""
    allowed = filter_of(body).chosen(service.searcher.outlines)
    return search_results(service.searcher.search(body.query, body.limit, allowed))


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


def latest_first(service: Service, allowed: Filter) -> list[Entry]:
    """The entries of the releases that are allowed, the latest first."""
    return sorted(allowed_entries(service, allowed), key=lambda entry: (entry.issued, entry.id), reverse=True)


def allowed_entries(service: Service, allowed: Filter) -> Sequence[Entry]:
    """The entries of the releases that are allowed, by id."""
    entries = service.searcher.outlines.entries
    return entries if allowed == EVERYTHING else [entry for entry in entries if allowed.allows(entry)]


def places(words: str, text: str) -> list[Place]:
    """Where some words stand in a text."""
    found: list[Place] = []
    start = text.find(words)
    while start >= 0 and len(found) < MAX_ELSEWHERE:
        found.append(Place(start=start, end=start + len(words)))
        start = text.find(words, start + 1)
    return found
