"""A language model's sentences stand where they hold; where they do not, the quotes do."""

from collections.abc import Sequence

import pytest

from assistant.answer import Answer, Mode, Status
from assistant.answering import Assistant
from assistant.fidelity import faithful
from assistant.rephrase import Rephraser, Written
from corpus.errors import GeneratorError
from tests.assistant.doubles import HARBOUR, GivenReader, Shelf, WordScorer

FERRIES, DECK = "Add eight night ferries to Gullholm.", "Train deck officers."
SEA = {FERRIES: 0.9, DECK: 0.8}
QUESTION = "Which night ferries and deck officers are there for Gullholm?"
HONEST = Written("Eight night ferries to Gullholm will be added.", (1,))


class Scripted:
    """Writes what it was told to, and keeps what it was asked."""

    def __init__(self, *written: Written, error: bool = False) -> None:
        self.asked: list[tuple[str, list[str]]] = []
        self._written, self._error = written, error

    def write(self, question: str, statements: Sequence[str]) -> Sequence[Written]:
        """What was scripted. Raises GeneratorError if that was."""
        self.asked.append((question, list(statements)))
        if self._error:
            raise GeneratorError("the script ends here")
        return self._written


def answer(generator: Scripted, question: str = QUESTION, confidence: float = 0.9) -> Answer:
    shelf = Shelf(HARBOUR, similarities=SEA)
    reader = GivenReader({question[:8]: confidence})
    return Assistant(shelf, reader, Rephraser(generator, WordScorer())).answer(question)


def test_a_sentence_that_holds_stands_in_place_of_its_quote_and_cites_it() -> None:
    found = answer(Scripted(HONEST, Written("Deck officers will be trained.", (2,))))
    assert found.mode is Mode.REPHRASED
    assert found.text.startswith("Put together by a language model")
    assert "\n\nEight night ferries to Gullholm will be added. [1]\n\n" in found.text
    assert [(s.text, s.citations, s.quoted) for s in found.statements] == [
        (HONEST.text, (1,), False),
        ("Deck officers will be trained.", (2,), False),
    ]
    assert [citation.quote.exact for citation in found.citations] == [FERRIES, DECK]


def test_statements_may_be_joined_in_one_sentence() -> None:
    joined = Written("Eight night ferries to Gullholm will be added, and deck officers trained.", (1, 2))
    assert f"{joined.text} [1] [2]" in answer(Scripted(joined)).text


def test_what_the_model_leaves_out_is_quoted() -> None:
    found = answer(Scripted(HONEST))
    assert [(s.text, s.quoted) for s in found.statements] == [(HONEST.text, False), (DECK, True)]
    assert found.text.endswith(f"> {DECK} [2]")


def test_a_sentence_that_does_not_hold_is_replaced_by_its_quote_where_it_stood() -> None:
    found = answer(Scripted(Written("Deck officers will be fired.", (2,)), HONEST))
    assert [(s.text, s.quoted) for s in found.statements] == [(DECK, True), (HONEST.text, False)]


def test_unknown_pointers_are_dropped_and_sentences_without_any_go_with_them() -> None:
    found = answer(
        Scripted(
            Written("The mayor resigned.", (7,)),
            Written("The mayor left.", ()),
            Written(HONEST.text, (0, 1, -1, 10**40)),
        )
    )
    assert "mayor" not in found.text.lower()
    assert found.statements[0].citations == (1,)


def test_a_statement_is_said_once() -> None:
    found = answer(Scripted(HONEST, HONEST, Written(FERRIES, (1,))))
    assert [s.citations for s in found.statements] == [(1,), (2,)]


def test_a_sentence_that_no_longer_answers_is_replaced() -> None:
    without = Written("Officers are trained.", (2,))
    assert faithful(without.text, [DECK])
    assert not any(s.text == without.text for s in answer(Scripted(without)).statements)


@pytest.mark.parametrize(
    "generator",
    [
        Scripted(error=True),
        Scripted(),
        Scripted(Written("The mayor will be fired.", (1, 2))),
        Scripted(Written("", (1,)), Written("\ud800", (2,))),
    ],
)
def test_without_a_sentence_that_holds_the_answer_is_the_verbatim_one(generator: Scripted) -> None:
    shelf, reader = Shelf(HARBOUR, similarities=SEA), GivenReader({QUESTION[:8]: 0.9})
    assert answer(generator) == Assistant(shelf, reader).answer(QUESTION)


def test_a_refused_question_is_not_put_to_the_model() -> None:
    generator = Scripted(HONEST)
    found = answer(generator, "Why is there no night train?", confidence=0.1)
    assert (found.status, found.mode, generator.asked) == (Status.NOT_STATED, Mode.VERBATIM, [])


def test_neither_a_list_nor_a_count_is_put_to_the_model() -> None:
    generator = Scripted(Written("Three areas.", (1,)))
    for question in ("List all measures on ferries", "How many areas are there?", "What is the title of the release?"):
        assert answer(generator, question).mode is Mode.VERBATIM
    assert not generator.asked


def test_of_a_question_answered_in_part_the_model_sees_the_answered_part_alone() -> None:
    generator = Scripted(HONEST)
    shelf, reader = Shelf(HARBOUR, similarities=SEA), GivenReader({"ferries": 0.9, "train": 0.1})
    assistant = Assistant(shelf, reader, Rephraser(generator, WordScorer()))
    found = assistant.answer("How many night ferries are there to Gullholm, and why is there no night train?")
    assert (found.status, found.mode) == (Status.PARTIAL, Mode.REPHRASED)
    assert "train" not in generator.asked[0][0]
    assert found.text.endswith("The releases do not say: “why is there no night train?”")
