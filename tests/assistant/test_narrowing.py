"""A question that names a time or an issuer names the releases of it; what is only said in a text names none."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.narrowing import beside_issue, named, times
from assistant.question import understand
from corpus.dates import MONTHS
from corpus.outlines import Entry, entry_of
from tests.doubles import outline_of

# So many seconds the longest question may take; one that took the square of its length would take minutes.
LINEAR = 2.0
HARBOUR, SCHOOLS, KONTOR, KONG = "Harbour Department", "Education Bureau", "Kontor für Küste", "港務署"


def issued(release_id: str, day: str, issuer: str = HARBOUR) -> Entry:
    """A release of a day, issued a little after midnight in Hong Kong, when it is the day before in Greenwich."""
    return entry_of(outline_of("Title", "Boats sail.", id=release_id, issued=f"{day}T00:30:00+08:00", issuer=issuer))


SHELF = [
    issued("P2023", "2023-06-01", SCHOOLS),
    issued("PMARCH", "2025-03-31", KONTOR),
    issued("PAPRIL1", "2025-04-01"),
    issued("PAPRIL24", "2025-04-24", KONG),
    issued("PMAY", "2025-05-01"),
]
APRIL = {"PAPRIL1", "PAPRIL24"}
OF_2025 = {"PMARCH", *APRIL, "PMAY"}


def ids(question: str) -> set[str] | None:
    """The releases of the shelf that a question names."""
    found = named(understand(question), SHELF)
    return None if found is None else set(found)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which ferries were added in April 2025?", APRIL),
        ("April 2025 ferries", APRIL),
        ("Which ferries were added in Apr. 2025?", APRIL),
        ("Which ferries were added in April of 2025?", APRIL),
        ("What did the April 2025 release say?", APRIL),
        ("Which ferries were added on 24 April 2025?", {"PAPRIL24"}),
        ("Which ferries were added on the 24th of April, 2025?", {"PAPRIL24"}),
        ("Which ferries were added on April 24, 2025?", {"PAPRIL24"}),
        ("Which ferries were added on April 1st, 2025?", {"PAPRIL1"}),
        ("Which ferries were added on 2025-04-24?", {"PAPRIL24"}),
        ("What does the 2023 agreement say on ferries?", {"P2023"}),
        ("What does the 2023 communiqué say on ferries?", {"P2023"}),
        ("Which ferries were added in 2023?", {"P2023"}),
        ("Was it in 2023, or later?", {"P2023"}),
        ("Which measures of 2023", {"P2023"}),
        ("What was issued in April 2025 or in June 2023?", {*APRIL, "P2023"}),
        ("2025年4月加開了哪些渡輪？", APRIL),
        ("2025 年 4 月加開了哪些渡輪？", APRIL),
        ("二零二五年四月加開了哪些渡輪？", APRIL),
        ("二〇二五年四月二十四日加開了哪些渡輪？", {"PAPRIL24"}),
        ("2025年4月24日加開了哪些渡輪？", {"PAPRIL24"}),
        ("2025年4月24号加开了哪些渡轮？", {"PAPRIL24"}),
        ("於2025年4月公布的措施有哪些？", APRIL),
        ("關於2023年的協議", {"P2023"}),
        ("2023年加開了哪些渡輪？", {"P2023"}),
    ],
)
def test_a_time_names_the_releases_issued_in_it(question: str, expected: set[str]) -> None:
    assert ids(question) == expected


def test_the_day_of_issue_is_that_where_the_release_was_issued() -> None:
    assert ids("Which ferries were added in March 2025?") == {"PMARCH"}
    assert ids("Which ferries were added on 1 April 2025?") == {"PAPRIL1"}


@pytest.mark.parametrize(
    "question",
    [
        "How many ferries will there be by 2025?",
        "Which ferries are added before April 2025?",
        "Which ferries are added after 24 April 2025?",
        "Which ferries run until the end of 2025?",
        "Which ferries run until the end of April 2025?",
        "Which ferries run until early April 2025?",
        "Which ferries run from the quay since 2025-04-24?",
        "Which ferries run by the beginning of 2023?",
        "到2025年會有多少渡輪？",
        "至二零二五年四月會有多少渡輪？",
        "2025年4月前會有多少渡輪？",
        "2025年底之前會有多少渡輪？",
        "2025年4月起會有多少渡輪？",
        "Route 2025 has how many ferries?",
        "Are there 2025 ferries?",
        "Does the 124 April 20251 count?",
    ],
)
def test_a_time_that_is_said_in_a_text_names_no_release(question: str) -> None:
    assert ids(question) is None


@pytest.mark.parametrize(
    "question", ["on 31 April 2025?", "on 2025-00-10?", "on 2025-13-01?", "二零二五年十十月？", "2025年0月"]
)
def test_a_time_that_the_calendar_does_not_have_names_no_release(question: str) -> None:
    assert list(times(understand(question).folded)) == []


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did the Education Bureau announce?", {"P2023"}),
        ("what did the education bureau's plan announce?", {"P2023"}),
        ("What did the Harbour Department announce?", {"PAPRIL1", "PMAY"}),
        ("Education Bureau講咗咩？", {"P2023"}),
        ("What does Kontor für Küste plan?", {"PMARCH"}),
        ("港務署公布了甚麼？", {"PAPRIL24"}),
        ("港务署公布了什么？", {"PAPRIL24"}),
        ("What did the Harbour Department and the Education Bureau announce?", {"PAPRIL1", "PMAY", "P2023"}),
        ("What did the Harbour Department announce in May 2025?", {"PMAY"}),
    ],
)
def test_an_issuer_that_is_named_in_full_names_its_releases(question: str, expected: set[str]) -> None:
    assert ids(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "What did the Harbour announce?",
        "What did the Harbour Departments announce?",
        "What did Kontor für Küsten announce?",
        "What did the Education Bureau announce in May 2025?",
        "Which ferries were added in 2019?",
        "Which ferries were added?",
        "",
    ],
)
def test_what_names_no_release_leaves_all_of_them(question: str) -> None:
    assert ids(question) is None


def test_what_names_every_release_leaves_all_of_them() -> None:
    of_2025 = [entry for entry in SHELF if entry.id in OF_2025]
    assert ids("Which ferries were added in 2025?") == OF_2025
    assert named(understand("Which ferries were added in 2025?"), of_2025) is None
    assert named(understand("What did the Education Bureau announce?"), SHELF[:1]) is None


def test_a_name_of_few_letters_is_a_word_of_any_question() -> None:
    entries = [issued("P1", "2025-04-01", "Act"), issued("P2", "2025-04-01", "署")]
    assert named(understand("Did the Act pass?"), entries) is None
    assert named(understand("署方何時公布？"), entries) is None


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_in_every_way_of_writing_it(day: date) -> None:
    month = MONTHS[day.month - 1]
    for written in (
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{day.day} {month[:3]} {day.year}",
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
    ):
        assert list(times(f"on {written.lower()}?")) == [(day, day)]


@given(st.integers(1900, 2099), st.integers(1, 12))
def test_a_month_is_all_its_days(year: int, month: int) -> None:
    [(first, last)] = times(f"in {MONTHS[month - 1].lower()} {year}")
    assert (first, last.replace(day=1)) == (date(year, month, 1), first)
    assert (last.toordinal() + 1) == date(year + month // 12, month % 12 + 1, 1).toordinal()


@pytest.mark.parametrize(
    "piece", ["in april 2025 ", "by the end of ", "2025年", "24 ", "april ", " ", "一", "of 2025 x ", "2025-04"]
)
def test_a_question_of_any_length_is_read_in_time_that_grows_as_it_does(piece: str) -> None:
    started = time.perf_counter()
    for text in (piece * 10_000, f"{piece * 10_000}2025年"):
        list(times(text))
    assert time.perf_counter() - started < LINEAR


@pytest.mark.parametrize(
    ("question", "terms", "names"),
    [
        ("Which boats sailed in April 2025?", ("boat", "sail"), ()),
        ("Which boats of Norwick sailed on 1 April 2025?", ("boat", "norwick", "sail"), ("Norwick",)),
        ("Which boats did the Harbour Department sell?", ("boat", "sell"), ()),
        ("Which boats sailed in April 2019?", ("boat", "sail", "april", "2019"), ("April", "2019")),
        ("Which boats sail by April 2025?", ("boat", "sail", "april", "2025"), ("April", "2025")),
        ("Which boats did the Education Bureau sell?", ("boat", "educ", "bureau", "sell"), ("Education", "Bureau")),
    ],
)
def test_a_release_need_not_say_when_and_by_whom_it_was_issued(
    question: str, terms: tuple[str, ...], names: tuple[str, ...]
) -> None:
    left = beside_issue(understand(question), [issued("P1", "2025-04-01")])
    assert (left.text, left.terms, left.names) == (question, terms, names)


def test_of_a_chinese_question_the_time_and_the_issuer_are_left_out() -> None:
    left = beside_issue(understand("港務署2025年4月渡輪"), [issued("P1", "2025-04-01", KONG)])
    assert (left.terms, left.names) == (("渡轮",), ())
