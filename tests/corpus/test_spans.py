"""Whatever a release says, its spans hold to the letter what they claim, in order, without overlap or loss."""

import re
import unicodedata
from collections.abc import Iterable

from hypothesis import assume, given
from hypothesis import strategies as st

from corpus.blocks import SEPARATOR, TERMINATOR, UNDERLINE, assemble, clean
from corpus.model import BlockKind, Outline, Span
from corpus.read import make_release, read_text
from corpus.split import split
from tests.corpus.texts import LANGUAGES, LINES, TEXTS
from tests.doubles import METADATA

# What may lie between two statements: space, or what separates the clauses of an enumeration.
BETWEEN = re.compile(r"\s*(?:[;；]\s*(?:(?:and|or)\s+|以及|及|和)?|、|，?以及)?\s*")


@st.composite
def outlines(draw: st.DrawFn) -> Outline:
    """The outline of a text that has at least one line with something in it."""
    blocks, _ = read_text(draw(TEXTS))
    assume(blocks)
    return split(make_release(blocks, {**METADATA, "language": draw(LANGUAGES)}))


def follow_each_other(spans: Iterable[Span], length: int) -> bool:
    """Whether spans are in order, do not overlap, and end within a text."""
    end = 0
    for span in spans:
        if span.start < end:
            return False
        end = span.end
    return end <= length


@given(outlines())
def test_blocks_are_the_text(outline: Outline) -> None:
    release = outline.release
    assert SEPARATOR.join(block.span.of(release.text) for block in release.blocks) == release.text
    assert follow_each_other((block.span for block in release.blocks), len(release.text))


@given(outlines())
def test_passages_and_headings_are_the_text_and_in_its_order(outline: Outline) -> None:
    release = outline.release
    spans = [s.span for s in outline.sections] + [p.span for p in outline.passages]
    assert SEPARATOR.join(span.of(release.text) for span in sorted(spans)) == release.text
    assert follow_each_other((passage.span for passage in outline.passages), len(release.text))
    assert all(section.span.of(release.text) == section.heading for section in outline.sections)


@given(outlines())
def test_a_passage_says_what_stands_at_its_span(outline: Outline) -> None:
    assert all(passage.span.of(outline.release.text) == passage.text for passage in outline.passages)


@given(outlines())
def test_statements_say_what_stands_at_their_spans_in_their_passage(outline: Outline) -> None:
    for passage in outline.passages:
        assert passage.statements
        assert all(s.span.of(outline.release.text) == s.text for s in passage.statements)
        assert all(passage.span.contains(s.span) for s in passage.statements)
        assert follow_each_other((s.span for s in passage.statements), passage.span.end)


@given(outlines())
def test_statements_leave_out_nothing_but_space_and_separators(outline: Outline) -> None:
    for passage in outline.passages:
        first, last = passage.statements[0].span, passage.statements[-1].span
        ends = zip(passage.statements, passage.statements[1:], strict=False)
        between = [outline.release.text[a.span.end : b.span.start] for a, b in ends]
        assert (first.start, last.end) == (passage.span.start, passage.span.end)
        assert all(BETWEEN.fullmatch(gap) for gap in between), between


@given(outlines())
def test_a_lead_in_is_the_statement_that_opens_the_enumeration(outline: Outline) -> None:
    for passage in outline.passages:
        before: list[str] = []
        for statement in passage.statements:
            assert not statement.lead_in or statement.lead_in in before
            before.append(statement.text)


@given(outlines())
def test_ids_and_slugs_are_unique_and_ascii(outline: Outline) -> None:
    ids = [passage.id for passage in outline.passages]
    slugs = [section.slug for section in outline.sections]
    assert len(set(ids)) == len(ids)
    assert len(set(slugs)) == len(slugs)
    assert all(re.fullmatch(r"P1#[a-z0-9]+(-[a-z0-9]+)*\.[1-9]\d*", passage_id) for passage_id in ids), ids


@given(outlines())
def test_each_passage_with_a_slug_stands_in_the_section_of_that_slug(outline: Outline) -> None:
    assert [p for s in outline.sections for p in s.passages] == [p for p in outline.passages if p.slug]
    assert all(p.heading == s.heading for s in outline.sections for p in s.passages)


@given(outlines())
def test_splitting_twice_gives_the_same(outline: Outline) -> None:
    assert split(outline.release) == outline


@given(outlines())
def test_the_canonical_text_read_again_is_the_same_text(outline: Outline) -> None:
    blocks, _ = read_text(outline.release.text)
    assert assemble(blocks)[0] == outline.release.text


@given(TEXTS)
def test_no_block_is_empty_an_underline_or_the_terminator(text: str) -> None:
    for _, block in read_text(text)[0]:
        assert block not in ("", TERMINATOR)
        assert not UNDERLINE.fullmatch(block)


@given(LINES)
def test_a_clean_line_is_nfc_with_single_spaces_and_stays_as_it_is(line: str) -> None:
    cleaned = clean(line)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned == " ".join(cleaned.split())
    assert clean(cleaned) == cleaned


@given(st.text(st.characters(categories=["L", "Nd", "P"], codec="utf-8")))
def test_letters_digits_and_marks_of_punctuation_are_never_touched(line: str) -> None:
    assert clean(line) == unicodedata.normalize("NFC", line)


@given(TEXTS)
def test_the_first_block_alone_is_the_title(text: str) -> None:
    kinds = [kind for kind, _ in read_text(text)[0]]
    assert [kind is BlockKind.TITLE for kind in kinds] == [number == 0 for number in range(len(kinds))]
