"""Puts answers, releases and hits into the models of the wire."""

from collections.abc import Iterable

from api.links import source_url, view_url
from api.wire import (
    AnswerModel,
    CitationModel,
    CoverageModel,
    HitModel,
    Nearest,
    PassageModel,
    Quote,
    ReleaseModel,
    ReleaseSummary,
    SearchResults,
    SectionModel,
    StatementModel,
    StatementSpan,
)
from assistant.answer import Answer, Citation
from corpus.model import Outline, Passage
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
        coverage=CoverageModel(returned=answer.coverage.returned, total=answer.coverage.total)
        if answer.coverage
        else None,
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
    return CitationModel(number=citation.number, **dict(nearest_model(citation)))


def release_summary(outline: Outline) -> ReleaseSummary:
    """A release without its text, for the wire."""
    return ReleaseSummary.model_validate(outline.release, from_attributes=True)


def release_model(outline: Outline) -> ReleaseModel:
    """A whole release for the wire."""
    return ReleaseModel(
        **dict(release_summary(outline)),
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
