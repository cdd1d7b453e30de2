"""Puts answers, releases and hits into the models of the wire."""

from collections import Counter
from collections.abc import Iterable, Sequence

from api.links import source_url, view_url
from api.release_wire import (
    Facets,
    HitModel,
    PassageModel,
    ReleaseModel,
    ReleaseSummary,
    SearchResults,
    SectionModel,
    StatementSpan,
)
from api.service import Service
from api.wire import (
    AnswerModel,
    CitationModel,
    CoverageModel,
    Filtered,
    Nearest,
    Quote,
    RevisionModel,
    StatementModel,
)
from assistant.answer import Answer, Citation
from corpus.filters import Filter, make_filter
from corpus.model import Outline, Passage
from corpus.outlines import Entry
from index.hits import Hit


def answer_model(answer: Answer) -> AnswerModel:
    """An answer for the wire."""
    return AnswerModel(
        id=answer.id,
        status=answer.status,
        language=answer.language,
        question=answer.question,
        interpreted_question=answer.interpreted_question,
        text=answer.text,
        statements=[
            StatementModel(text=s.text, section=s.section, citations=list(s.citations), quoted=s.quoted)
            for s in answer.statements
        ],
        citations=[citation_model(citation) for citation in answer.citations],
        coverage=CoverageModel.model_validate(answer.coverage, from_attributes=True) if answer.coverage else None,
        missing=list(answer.missing),
        nearest=[nearest_model(citation) for citation in answer.nearest],
        confidence=answer.confidence,
        mode=answer.mode,
    )


def nearest_model(citation: Citation) -> Nearest:
    """A passage that comes close, for the wire."""
    release, quote = citation.release, citation.quote
    return Nearest(
        release_id=release.id,
        passage_id=citation.passage_id,
        title=release.title,
        section=citation.section,
        issued=release.issued,
        language=release.language,
        url=source_url(citation),
        view_url=view_url(citation),
        quote=Quote(
            exact=quote.exact, prefix=quote.prefix, suffix=quote.suffix, start=quote.span.start, end=quote.span.end
        ),
        digest=release.digest,
    )


def citation_model(citation: Citation) -> CitationModel:
    """A citation for the wire."""
    later = citation.revision
    return CitationModel(
        **dict(nearest_model(citation)),
        number=citation.number,
        also=[nearest_model(other) for other in citation.also],
        editions=[nearest_model(other) for other in citation.editions],
        earlier=citation.earlier,
        revision=revision_model(later.entry, corrects=later.corrects) if later else None,
    )


def revision_model(entry: Entry, *, corrects: bool) -> RevisionModel:
    """A release that came after another, for the wire."""
    return RevisionModel(
        relation="corrected" if corrects else "followed",
        release_id=entry.id,
        title=entry.title,
        issued=entry.issued,
        url=entry.url,
        view_url=f"/releases/{entry.id}",
    )


def release_summary(entry: Entry, service: Service) -> ReleaseSummary:
    """A release without its text, for the wire."""
    relations = service.assistant.relations
    later = relations.revisions.get(entry.id)
    return ReleaseSummary(
        id=entry.id,
        title=entry.title,
        issuer=entry.issuer,
        issued=entry.issued,
        language=entry.language,
        url=entry.url,
        digest=entry.digest,
        editions=list(relations.editions.get(entry.id, ())),
        revision=revision_model(service.searcher.outlines.entry(later.later), corrects=later.corrects)
        if later
        else None,
    )


def filter_of(body: Filtered) -> Filter:
    """Which releases a request lets count."""
    return make_filter(body.release_ids, body.issuers, body.languages, body.issued_from, body.issued_to)


def facets(entries: Sequence[Entry]) -> Facets:
    """What some releases can be chosen by; the issuers and languages with most releases first."""
    days = [entry.issued.date() for entry in entries]
    return Facets(
        issuers=dict(Counter(entry.issuer for entry in entries).most_common()),
        languages=dict(Counter(entry.language for entry in entries).most_common()),
        issued_from=min(days, default=None),
        issued_to=max(days, default=None),
    )


def release_model(outline: Outline, service: Service) -> ReleaseModel:
    """A whole release for the wire."""
    return ReleaseModel(
        **dict(release_summary(service.searcher.outlines.entry(outline.release.id), service)),
        text=outline.release.text,
        sections=[
            SectionModel(
                slug=section.slug,
                heading=section.heading,
                start=section.span.start,
                end=section.span.end,
                passages=[passage.id for passage in section.passages],
            )
            for section in outline.sections
        ],
        passages=[passage_model(passage) for passage in outline.passages],
    )


def passage_model(passage: Passage) -> PassageModel:
    """A passage for the wire."""
    return PassageModel(
        id=passage.id,
        kind=passage.kind,
        section=passage.heading,
        text=passage.text,
        start=passage.span.start,
        end=passage.span.end,
        statements=[StatementSpan(text=s.text, start=s.span.start, end=s.span.end) for s in passage.statements],
    )


def search_results(hits: Iterable[Hit]) -> SearchResults:
    """Hits for the wire."""
    return SearchResults(
        hits=[
            HitModel(
                passage=passage_model(hit.passage),
                release_id=hit.passage.release_id,
                score=round(hit.score, 6),
                dense=round(hit.dense, 4),
                lexical=round(hit.lexical, 4),
            )
            for hit in hits
        ]
    )
