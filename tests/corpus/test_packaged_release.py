"""The release that ships with the software is split into the areas, measures and agreements that a reader sees."""

import re
from datetime import datetime

import pytest

from corpus.digests import digest_of
from corpus.model import Outline, PassageKind
from corpus.read import packaged_releases, read_release
from corpus.split import split

AREAS = {
    "Joint pursuit of the Belt and Road development and business investment": 3,
    "Finance": 2,
    "Innovation and technology": 3,
    "Aviation": 2,
    "Legal and dispute resolution": 3,
    "Cultural exchange and tourism": 2,
    "Education": 3,
    "Youth development": 3,
    "Health and Chinese medicine": 3,
    "Environmental protection": 3,
    "Housing": 2,
    "Talent and civil service exchange": 2,
    "Facilitation measures for Hong Kong people on the Mainland": 2,
}
OFFICIALS = [
    "the Chief Secretary for Administration, Mr Chan Kwok-ki",
    "the Secretary for Constitutional and Mainland Affairs, Mr Erick Tsang Kwok-wai",
    "the Secretary for Commerce and Economic Development, Mr Algernon Yau",
    "the Secretary for Housing, Ms Winnie Ho",
    "the Secretary for Innovation, Technology and Industry, Professor Sun Dong",
    "the Secretary for Home and Youth Affairs, Miss Alice Mak",
    "the Director of the Chief Executive's Office, Ms Carol Yip.",
]


@pytest.fixture(scope="module")
def outline() -> Outline:
    """The packaged release, split."""
    (path,) = packaged_releases()
    return split(read_release(path))


def test_it_has_thirteen_areas_with_their_measures(outline: Outline) -> None:
    assert {area.heading: len(area.measures) for area in outline.areas} == AREAS
    assert [area.heading for area in outline.areas] == list(AREAS)


def test_it_has_thirty_three_measures_and_none_outside_the_areas(outline: Outline) -> None:
    measures = [passage for passage in outline.passages if passage.kind is PassageKind.MEASURE]
    assert len(measures) == 33
    assert measures == [measure for area in outline.areas for measure in area.measures]


def test_its_measures_are_everything_that_stands_under_an_area(outline: Outline) -> None:
    assert all(area.measures == area.passages for area in outline.areas)


def test_the_ceremony_is_a_section_but_no_area(outline: Outline) -> None:
    others = [section.heading for section in outline.sections if section not in outline.areas]
    assert others == ["Co-operation memorandum signing ceremony"]


def test_the_ceremony_lists_four_agreements(outline: Outline) -> None:
    agreements = [passage for passage in outline.sections[-1].passages if passage.kind is PassageKind.AGREEMENT]
    assert [re.match(r"\([iv]+\)", agreement.text) is not None for agreement in agreements] == [True] * 4
    assert [agreement.text.split()[0] for agreement in agreements] == ["(i)", "(ii)", "(iii)", "(iv)"]


def test_what_else_stands_under_the_ceremony_reports(outline: Outline) -> None:
    kinds = [passage.kind for passage in outline.sections[-1].passages]
    statement, agreement = PassageKind.STATEMENT, PassageKind.AGREEMENT
    assert kinds == [statement, statement, agreement, agreement, agreement, agreement, statement]


def test_each_official_who_attended_is_a_statement_of_its_own(outline: Outline) -> None:
    attendance = next(p for p in outline.passages if p.kind is PassageKind.LEAD)
    lead_in, *officials = attendance.statements
    assert [official.text for official in officials] == OFFICIALS
    assert {official.lead_in for official in officials} == {lead_in.text}
    assert lead_in.text == "Officials of the HKSAR Government that attended the meeting-cum-plenary included"


def test_the_title_comes_first_and_is_one_statement(outline: Outline) -> None:
    title = outline.passages[0]
    assert title.kind is PassageKind.TITLE
    assert title.text == outline.release.title
    assert title.text.endswith("Co-operation Conference held in Hangzhou (with photos)")
    assert [statement.text for statement in title.statements] == [title.text]


def test_the_issue_line_comes_last_and_stands_in_no_section(outline: Outline) -> None:
    closing = outline.passages[-1]
    assert (closing.id, closing.kind, closing.slug) == ("P2025042400475#issued.1", PassageKind.ISSUED, "")
    assert closing.text.startswith("Ends/Thursday, April 24, 2025")
    assert closing.text.endswith("Issued at HKT 18:32")


def test_its_passages_have_stable_ids(outline: Outline) -> None:
    by_id = {passage.id: passage.text for passage in outline.passages}
    assert by_id["P2025042400475#aviation.1"].startswith("Increase the frequency of flights")
    assert by_id["P2025042400475#aviation.2"].startswith("Enhance the exchange of advanced airport")
    assert by_id["P2025042400475#lead.2"].startswith("Hong Kong and Zhejiang reached a consensus")
    assert by_id["P2025042400475#housing.2"].startswith("The two parties will strengthen collaboration")


def test_its_text_has_neither_underlines_nor_a_terminator(outline: Outline) -> None:
    text = outline.release.text
    assert "NNNN" not in text
    assert not re.search(r"([-*=_])\1\1", text)


def test_what_is_known_about_it_comes_from_the_file_beside_it(outline: Outline) -> None:
    release = outline.release
    assert release.id == "P2025042400475"
    assert release.issuer == "HKSAR Government"
    assert release.issued == datetime.fromisoformat("2025-04-24T18:32:00+08:00")
    assert release.language == "en"
    assert release.url == "https://www.info.gov.hk/gia/general/202504/24/P2025042400475.htm"
    assert release.digest == digest_of(release.text)
