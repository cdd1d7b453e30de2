"""An answer depends on the releases, the languages and the index that it is asked of, and on nothing else."""

from collections.abc import Iterator

import pytest

from assistant.answer import Answer, Status
from assistant.answering import Assistant
from assistant.followups import contexts
from assistant.question import understand
from corpus.errors import UnknownRelease
from tests.assistant.doubles import HARBOUR, PORT, GivenReader, Shelf
from tests.assistant.many import BRENHOLM

SURE = {"herring": 0.8, "鯡魚": 0.8}
NEAR = {"catch of herring": 0.9, "鯡魚": 0.8}


class Backwards(frozenset[str]):
    """A set that comes in the order that is the least expected."""

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(super().__iter__(), reverse=True))


def assistant_of(*languages: str, digest: str = "sha256:one") -> Assistant:
    """An assistant over an English and a Chinese release that is sure of herring, whose index reads some languages."""
    reads = languages or ("en", "zh-Hant", "zh-Hans")
    return Assistant(Shelf(HARBOUR, PORT, similarities=NEAR, languages=reads, digest=digest), GivenReader(SURE))


def sources(answer: Answer) -> set[str]:
    """The releases that an answer quotes."""
    return {citation.release.id for citation in answer.citations}


def test_without_a_filter_every_release_counts() -> None:
    assert sources(assistant_of().answer("Which herring may boats catch?")) == {"P1", "P2"}


@pytest.mark.parametrize("release_id", ["P1", "P2"])
def test_only_the_releases_asked_for_are_quoted(release_id: str) -> None:
    for question in ("Which herring may boats catch?", "List all the measures", "How many areas are there?"):
        assert sources(assistant_of().answer(question, release_ids=[release_id])) == {release_id}


def test_a_word_of_another_release_is_absent_from_the_one_asked() -> None:
    assistant = Assistant(Shelf(HARBOUR, BRENHOLM, similarities=NEAR), GivenReader(SURE))
    answer = assistant.answer("Does herring reach Gullholm?", release_ids=["P02"])
    assert (answer.status, answer.missing) == (Status.NOT_STATED, ["Gullholm"])
    assert {citation.release.id for citation in answer.nearest} == {"P02"}


def test_a_name_may_be_in_what_is_written_in_chinese() -> None:
    answer = assistant_of().answer("Does herring reach Gullholm?", release_ids=["P2"])
    assert (answer.status, answer.missing) == (Status.ANSWERED, [])


def test_a_release_that_does_not_exist_is_an_error_that_names_it() -> None:
    with pytest.raises(UnknownRelease, match="'P9'") as caught:
        assistant_of().answer("Which herring may boats catch?", release_ids=["P1", "P9"])
    assert caught.value.release_id == "P9"


def test_in_no_release_nothing_is_stated() -> None:
    answer = assistant_of().answer("Which herring may boats catch?", release_ids=[])
    assert (answer.status, answer.nearest, answer.confidence) == (Status.NOT_STATED, [], 0.0)
    assert answer.text.startswith("No release is chosen by these filters")


@pytest.mark.parametrize(
    ("question", "language"),
    [("Which herring may boats catch?", "en"), ("鯡魚會點？", "zh-Hant"), ("鲱鱼会怎么样？", "zh-Hans")],
)
def test_the_answer_is_framed_in_the_language_of_the_question(question: str, language: str) -> None:
    assert assistant_of().answer(question).language == language


def test_the_language_that_is_asked_for_frames_the_answer_and_leaves_the_quotes() -> None:
    answer = assistant_of().answer("Which herring may boats catch?", release_ids=["P1"], language="zh-Hans")
    assert answer.text == "“Fishing”之下：\n\n> Limit the catch of herring. [1]"


def test_a_language_that_the_index_does_not_read_is_admitted() -> None:
    answer = assistant_of("en").answer("鯡魚會點？")
    assert (answer.status, answer.confidence) == (Status.NOT_STATED, 0.0)
    assert "目前的檢索模型只能理解英文" in answer.text


def test_structure_is_answered_in_a_language_that_the_index_does_not_read() -> None:
    answer = assistant_of("en").answer("有幾多個範疇？", release_ids=["P1"])
    assert (answer.status, len(answer.citations)) == (Status.ANSWERED, 4)


def test_the_same_question_has_the_same_id_wherever_it_is_asked() -> None:
    one, other = (assistant_of().answer("Who is the Mayor?", ["ferries"], ["P1"]) for _ in range(2))
    assert one == other
    assert one.id.startswith("ans_")


def test_the_order_of_a_set_of_releases_does_not_matter_to_the_id() -> None:
    assistant, names = assistant_of(), ("P1", "P2")
    one, other = (assistant.answer("Who is it?", release_ids=ids).id for ids in (frozenset(names), Backwards(names)))
    assert one == other


def test_whatever_an_answer_depends_on_changes_its_id() -> None:
    assistant, question = assistant_of(), "Who is the Mayor?"
    ids = [
        assistant.answer(question).id,
        assistant.answer("Who is the Bishop?").id,
        assistant.answer(question, ["ferries"]).id,
        assistant.answer(question, release_ids=["P1"]).id,
        assistant.answer(question, language="zh-Hant").id,
        assistant_of(digest="sha256:other").answer(question).id,
        assistant.answer("hello").id,
    ]
    assert len(set(ids)) == len(ids)


def test_a_question_that_is_answered_by_itself_is_never_put_in_context() -> None:
    shelf, question = Shelf(HARBOUR, similarities=NEAR), "Which herring may boats catch?"
    Assistant(shelf, GivenReader(SURE)).answer(question, ["Who is the Mayor?"])
    assert shelf.queries == [question]


def test_context_is_added_once_when_the_bare_question_is_not_answered() -> None:
    shelf, question, earlier = Shelf(HARBOUR), "Which boats sail at night?", "Who is the Mayor?"
    answer = Assistant(shelf, GivenReader()).answer(question, [earlier])
    assert shelf.queries == [reading.text for reading in contexts(understand(question), [earlier])]
    assert (len(shelf.queries), answer.interpreted_question) == (2, None)


def test_a_later_part_may_lean_on_the_first() -> None:
    shelf = Shelf(HARBOUR, similarities=NEAR)
    Assistant(shelf, GivenReader()).answer("Which herring may boats catch, and by when?")
    assert "Which herring may boats catch by when?" in shelf.queries
