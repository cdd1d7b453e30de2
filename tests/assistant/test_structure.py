"""Title, date, lists and counts come whole from the structure of the releases, never from a ranking."""

import pytest

from assistant.answer import Coverage, Finding, Quotable
from assistant.question import understand
from assistant.scope import Scope
from corpus.model import BlockKind, Outline
from corpus.read import make_release
from corpus.split import split
from tests.assistant.doubles import HARBOUR, PORT
from tests.doubles import METADATA, outline_of

TITLE = "Harbour Council adopts its plan"
AREAS = ["Ferries", "Fishing", "Tourism"]
FERRIES = ["Add eight night ferries to Gullholm.", "Train deck officers."]
MEASURES = [*FERRIES, "Limit the catch of herring.", "Open a lighthouse museum. It will cost two million crowns."]
ICE, SALT = "(1) Memorandum of Understanding on Ice; and", "(2) Letter of Intent on Salt."


def find(question: str, *outlines: Outline) -> Finding | None:
    """What the structure of some releases says, of the harbour's if none are given."""
    return Scope.of(outlines or [HARBOUR]).structure.find(understand(question))


def found(question: str, *outlines: Outline) -> tuple[str, list[str]]:
    """The frame of a finding, and what it quotes."""
    finding = find(question, *outlines)
    assert finding is not None
    texts = {outline.release.id: outline.release.text for outline in outlines or [HARBOUR]}
    return finding.frame, [q.span.of(texts[q.passage.release_id]) for q in finding.quotables]


@pytest.mark.parametrize("question", ["What is the title of the release?", "What is its headline?", "標題是什麼？"])
def test_the_title_is_asked_for(question: str) -> None:
    assert found(question) == ("title", [TITLE])


def test_the_title_of_something_else_is_not_the_releases() -> None:
    assert find("What is the title of the lighthouse book?") is None


def test_each_release_has_its_title() -> None:
    assert found("What is the title?", HARBOUR, PORT) == ("title", [TITLE, "港口會議通過計劃"])


@pytest.mark.parametrize("question", ["When was the release published?", "What date was it issued?", "何時發布？"])
def test_the_date_of_publication_is_the_issue_line(question: str) -> None:
    frame, quotes = found(question)
    assert frame == "issued"
    assert "April 24, 2025" in quotes[0]


@pytest.mark.parametrize("question", ["When was the museum published?", "Who published the release?"])
def test_when_something_else_was_published_is_no_question_for_the_issue_line(question: str) -> None:
    assert find(question) is None


def test_a_release_without_an_issue_line_has_no_date_to_quote() -> None:
    assert find("When was it published?", outline_of("Title", "Boats sail.")) is None


def test_the_day_of_the_event_that_a_release_reports_is_told_from_that_of_anything_else() -> None:
    structure = Scope.of([HARBOUR]).structure
    assert structure.happened_with_the_release(understand("When did the Harbour Council meet for the event?"))
    assert not structure.happened_with_the_release(understand("When does the lighthouse museum open?"))
    assert not structure.happened_with_the_release(understand("Where was the event held?"))


@pytest.mark.parametrize("question", ["List all the areas", "What are the areas of the plan?", "列出所有範疇"])
def test_a_list_of_areas_is_every_heading_after_the_words_that_open_it(question: str) -> None:
    assert found(question) == ("list", ["The plan has three areas:", *AREAS])


@pytest.mark.parametrize("question", ["How many areas are there?", "有幾多個範疇？", "有多少个范畴？"])
def test_a_stated_count_brings_its_list_in_whatever_language_it_is_asked_for(question: str) -> None:
    assert found(question) == ("count", ["The plan has three areas:", *AREAS])


def test_areas_are_counted_though_no_statement_counts_them() -> None:
    outline = outline_of("Title", "Ferries", "---", "Add ferries.", "Fishing", "---", "Limit fishing.")
    assert found("How many areas are there?", outline) == ("count", ["Ferries", "Fishing"])


def test_a_ceremony_is_no_area() -> None:
    finding = find("List all the areas")
    assert finding is not None
    assert finding.coverage == Coverage(3, 3)


@pytest.mark.parametrize(
    "question",
    ["What are all the measures on ferries?", "List every measure on ferries", "Tell me everything about ferries"],
)
def test_all_measures_on_a_topic_are_those_of_its_section(question: str) -> None:
    assert found(question) == ("list", FERRIES)


@pytest.mark.parametrize(("topic", "total"), [("ferries", 2), ("fishing", 1), ("tourism", 1)])
def test_a_list_of_measures_covers_all_of_them(topic: str, total: int) -> None:
    finding = find(f"List all the measures on {topic}")
    assert finding is not None
    assert finding.coverage == Coverage(total, total)


def test_chinese_measures_on_a_topic_are_found_in_either_script() -> None:
    assert found("漁業有什麼措施？", PORT) == found("渔业有什么措施？", PORT) == ("list", ["減少捕撈鯡魚。"])


@pytest.mark.parametrize("question", ["How many measures are there in all?", "共有多少項措施？"])
def test_measures_are_counted_by_listing_them_all(question: str) -> None:
    assert found(question) == ("count", MEASURES)


def test_measures_of_all_releases_count() -> None:
    finding = find("How many measures are there?", HARBOUR, PORT)
    assert finding is not None
    assert finding.coverage == Coverage(8, 8)


@pytest.mark.parametrize("question", ["List all the measures on whales", "How many measures are there on whales?"])
def test_measures_on_a_topic_without_a_section_are_not_those_of_another(question: str) -> None:
    assert find(question) is None


def test_documents_are_listed_one_by_one() -> None:
    assert found("Which documents were signed?") == ("list", [ICE, SALT])


@pytest.mark.parametrize("question", ["簽咗幾多份文件？", "签署了几份文件？", "How many agreements were concluded?"])
def test_documents_are_counted_in_whatever_language(question: str) -> None:
    assert found(question) == ("count", [ICE, SALT])


def test_a_stated_count_of_documents_brings_them() -> None:
    assert found("How many documents were signed?") == ("count", ["Two documents were signed:", ICE, SALT])


@pytest.mark.parametrize(
    ("question", "document"),
    [("Which letters of intent were signed?", SALT), ("Which documents on ice were signed?", ICE)],
)
def test_documents_of_one_kind_or_on_one_topic_leave_out_the_others(question: str, document: str) -> None:
    assert found(question) == ("list", [document])


@pytest.mark.parametrize("question", ["Which documents on whales were signed?", "Which treaties were signed on tea?"])
def test_documents_on_what_none_is_on_are_not_listed(question: str) -> None:
    assert find(question) is None


def test_documents_that_the_text_names_between_quotation_marks_count_one_by_one() -> None:
    report = 'The parties signed the "Agreement on Wind Power" and the "Agreement on Tides".'
    outline = outline_of("Title", "Ceremony", "---", report, "Documents signed:", "(1) Memorandum on Salt.")
    finding = find("How many documents were signed?", outline)
    assert finding is not None
    assert finding.coverage == Coverage(3, 3)


@pytest.mark.parametrize(
    "question", ["What is this release about?", "Summarise it in brief", "Give me an outline", "大綱", "新聞稿講什麼？"]
)
def test_an_outline_is_the_title_with_the_areas(question: str) -> None:
    assert found(question) == ("outline", [TITLE, *AREAS])


@pytest.mark.parametrize("question", ["What is the museum about?", "Summarise what the Bishop said on whales"])
def test_an_outline_of_something_else_is_not_that_of_the_release(question: str) -> None:
    assert find(question) is None


def test_the_outline_of_a_release_without_areas_is_its_title_and_its_first_statement() -> None:
    outline = outline_of("Mayor resigns", "The Mayor resigned today. She gave no reason.", "A successor is sought.")
    assert found("What is this about?", outline) == ("outline", ["Mayor resigns", "The Mayor resigned today."])


def test_of_many_releases_there_is_no_outline() -> None:
    assert find("What is this about?", *[outline_of(f"Title {n}", "Text.", id=f"P{n}") for n in range(4)]) is None


PRESENT = "Those present included the Mayor, Ms Ada Holm; the Harbour Master, Mr Bo Lind; and the Bishop, Dr Cy Moe."


@pytest.mark.parametrize(
    ("question", "frame"),
    [("Who was present?", "list"), ("List those present", "list"), ("How many people were present?", "count")],
)
def test_an_enumeration_that_opens_with_what_is_asked_is_quoted_whole_and_counted(question: str, frame: str) -> None:
    assert found(question) == (frame, [PRESENT])
    finding = find(question)
    assert finding is not None
    assert finding.coverage == Coverage(3, 3)


@pytest.mark.parametrize(
    "question",
    ["Who was absent?", "Who of Gullholm was present?", "Who is the Mayor?", "When was it that members were present?"],
)
def test_an_enumeration_of_others_is_not_quoted(question: str) -> None:
    assert find(question) is None


def test_of_two_enumerations_that_open_alike_neither_is_chosen() -> None:
    outline = outline_of("Title", "Those present included A; B; and C.", "Others present included D; E; and F.")
    assert find("Who was present?", outline) is None


@pytest.mark.parametrize(
    ("question", "frame"),
    [
        ("Show me all measures in the ferries area", "list"),
        ("How many measures are in the fishing sector?", "count"),
        ("How many measures concern fishing?", "count"),
        ("List the measures relating to ferries", "list"),
    ],
)
def test_the_measures_of_an_area_that_is_named_are_those_of_its_section(question: str, frame: str) -> None:
    finding = find(question)
    assert finding is not None
    assert finding.frame == frame
    assert {quotable.passage.heading for quotable in finding.quotables} <= {"Ferries", "Fishing"}


@pytest.mark.parametrize(
    "question", ["What are the 3 areas?", "name every sector of the plan", "Which fields were agreed?"]
)
def test_areas_are_listed_by_whatever_name_and_with_their_number(question: str) -> None:
    assert found(question) == ("list", ["The plan has three areas:", *AREAS])


def test_which_area_has_most_measures_is_not_answered_by_a_list_of_areas() -> None:
    assert find("Which area has the most measures?") is None


@pytest.mark.parametrize(
    "question", ["How many measures did the Council decide in total?", "What is the total number of measures?"]
)
def test_words_that_speak_of_the_whole_leave_the_count_that_of_all_measures(question: str) -> None:
    assert found(question) == ("count", MEASURES)


def test_a_short_form_of_a_kind_of_document_finds_that_kind() -> None:
    assert found("List all MoUs") == ("list", [ICE])


@pytest.mark.parametrize("question", ["ferries", "What about ferries?", "What does it say about ferries?"])
def test_a_topic_alone_gives_its_section(question: str) -> None:
    assert found(question) == ("list", FERRIES)


@pytest.mark.parametrize("question", ["漁業呢？", "關於漁業"])
def test_a_chinese_topic_alone_gives_its_section(question: str) -> None:
    assert found(question, PORT) == ("list", ["減少捕撈鯡魚。"])


@pytest.mark.parametrize(
    "question",
    [
        "What will the museum cost?",
        "Who is the Mayor?",
        "How many night ferries are added?",
        "ferries of Norwick",
        "herring",
        "",
        "When do the ferries sail?",
    ],
)
def test_a_plain_question_is_none_for_the_structure(question: str) -> None:
    assert find(question) is None


def test_a_statement_introduces_items_that_are_marked_as_such_though_they_have_no_number() -> None:
    blocks = [
        (BlockKind.TITLE, "Banks help"),
        (BlockKind.PARAGRAPH, "The banks introduce two measures:"),
        (BlockKind.ITEM, "Open longer hours."),
        (BlockKind.ITEM, "Waive all fees."),
        (BlockKind.PARAGRAPH, "Add to this what helps."),
    ]
    outline = split(make_release(blocks, METADATA))
    opening = outline.passages[1]
    listed = Scope.of([outline]).structure.introduced_by(Quotable(opening, opening.span))
    assert [quotable.passage.text for quotable in listed] == ["Open longer hours.", "Waive all fees."]
