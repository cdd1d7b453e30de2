"""The page that lists the releases: fifty at a time, by issuer, language, day of issue and words of the title."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BeforeValidator

from api.convert import facets, filter_of, release_summary
from api.dependencies import ServiceDependency
from api.problems import invalid, responses
from api.release_wire import ReleaseSummary
from api.releases import checked, latest_first
from api.service import Service
from api.templating import templates
from api.wire import Language
from corpus.outlines import Entry

ON_A_PAGE = 50
MAX_WORDS = 200
router = APIRouter(tags=["pages"], default_response_class=HTMLResponse)
# A field that is left empty is sent with its form all the same.
Blank = BeforeValidator(lambda value: value or None)


@dataclass(frozen=True, slots=True)
class Related:
    """A release as it is listed, with its editions in other languages."""

    release: ReleaseSummary
    editions: Sequence[Entry]


@router.get("/releases", responses=responses(422))
def release_list(
    request: Request,
    service: ServiceDependency,
    issuer: Annotated[str | None, Blank] = None,
    language: Annotated[Language | None, Blank] = None,
    issued_from: Annotated[date | None, Blank] = None,
    issued_to: Annotated[date | None, Blank] = None,
    title: Annotated[str, Query(max_length=MAX_WORDS)] = "",
    page: Annotated[int, Query(ge=1, le=10**6)] = 1,
) -> Response:
    """What the assistant knows, the latest first: the releases that pass the form's filter, on numbered pages."""
    chosen = checked([issuer] if issuer else None, [language] if language else None, issued_from, issued_to)
    found = [entry for entry in latest_first(service, filter_of(chosen)) if has_words(entry, title)]
    pages = max(1, -(-len(found) // ON_A_PAGE))
    if page > pages:
        raise invalid(("query", "page"), f"there are {pages} pages")
    asked = {"issuer": issuer, "language": language, "issued_from": issued_from, "issued_to": issued_to, "title": title}
    given = {name: str(value) for name, value in asked.items() if value}
    first = (page - 1) * ON_A_PAGE
    context = {
        "listed": [related(entry, service) for entry in found[first : first + ON_A_PAGE]],
        "first": first + 1,
        "found": len(found),
        "total": len(service.searcher.outlines),
        "facets": facets(service.searcher.outlines.entries),
        "chosen": given,
        "page": page,
        "pages": pages,
        "address": f"/releases?{urlencode({**given, 'page': ''})}",
    }
    return templates().TemplateResponse(request, "releases.html", context)


def has_words(entry: Entry, words: str) -> bool:
    """Whether all words stand in the title of a release, in any case and order."""
    title = entry.title.casefold()
    return all(word in title for word in words.casefold().split())


def related(entry: Entry, service: Service) -> Related:
    """A release with what belongs to it."""
    summary = release_summary(entry, service)
    return Related(summary, [service.searcher.outlines.entry(one) for one in summary.editions])
