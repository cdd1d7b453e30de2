"""No question, no history and no release makes an answer say what no release says, or lead where no release is."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from starlette.testclient import TestClient

from api.app import create_app
from api.convert import answer_model
from api.service import Service
from api.settings import Settings
from api.wire import AnswerModel
from assistant.answering import Assistant
from assistant.markdown import literal
from assistant.rephrase import Rephraser, Written
from tests.api import attacks
from tests.api.attacks import ATTACKS, EVIL, HISTORIES, QUESTIONS, RELEASES, Attack
from tests.api.leftover import leftover
from tests.api.services import PACKAGED, real_service, service_over
from tests.api.wellformed import check_answer, check_events
from tests.assistant.doubles import WordScorer
from tests.doubles import release_of

POISONED = [
    release_of(*one.release, id=f"X{number}", url=f"https://example.test/X{number}.htm")
    for number, one in enumerate(RELEASES)
]
OF_THE_OTHER = ("Which documents were signed?", "List the co-operation areas", "Which airports get more flights?")
EACH = pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Service:
    """The service with stand-ins, over the packaged release and every poisoned one."""
    return service_over([*PACKAGED, *POISONED], tmp_path_factory.mktemp("index"))


@pytest.fixture(scope="module")
def client(poisoned: Service, settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(lambda: poisoned, settings)) as client:
        yield client


def ask(client: TestClient, attack: Attack) -> AnswerModel:
    body = {"question": attack.question, "history": attack.history}
    return AnswerModel.model_validate(client.post("/v1/answers", json=body).json())


def check(answer: AnswerModel, attack: Attack, service: Service) -> None:
    """The answer is well formed, every word of it is accounted for, and its text leads nowhere."""
    check_answer(answer, service)
    urls = {outline.release.url for outline in service.searcher.outlines}
    assert leftover(answer, attack.history, service.searcher.outlines.entries) == []
    assert not hrefs(answer.text)
    assert all(one.url.split("#")[0] in urls for one in (*answer.citations, *answer.nearest))


def hrefs(markdown: str) -> list[str]:
    """Where a text of Markdown leads; images and markup count as leading somewhere."""

    def all_of(tokens: list[Token]) -> Iterator[str]:
        for token in tokens:
            if token.type in ("link_open", "image", "html_inline", "html_block"):
                yield str(token.attrs.get("href", token.content))
            yield from all_of(token.children or [])

    return list(all_of(MarkdownIt("commonmark").parse(markdown)))


class Links(HTMLParser):
    """Collects the hosts that a page leads to or loads from, and its tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.hosts, self.tags = set[str](), set[str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.hosts |= {
            urlsplit(value or "").netloc for name, value in attrs if name in ("href", "src", "action", "cite")
        }


@EACH
def test_every_word_of_the_answer_is_accounted_for(client: TestClient, poisoned: Service, attack: Attack) -> None:
    check(ask(client, attack), attack, poisoned)


class Obedient:
    """A language model that says whatever it is told, by the question or by a release."""

    def write(self, question: str, statements: Sequence[str]) -> list[Written]:
        every = tuple(range(1, len(statements) + 1))
        orders = [question, *(one for text in statements for one in text.split(". "))]
        return [Written(order, sources) for order in orders for sources in ((1,), every)]


@EACH
def test_a_language_model_that_obeys_gets_nothing_through(
    poisoned: Service, settings: Settings, attack: Attack
) -> None:
    assistant = Assistant(poisoned.searcher, poisoned.reader, Rephraser(Obedient(), WordScorer()))
    obeying = replace(poisoned, assistant=assistant)
    with TestClient(create_app(lambda: obeying, settings)) as client:
        check(ask(client, attack), attack, obeying)


@EACH
@pytest.mark.parametrize("number", range(len(POISONED)))
def test_so_is_that_of_a_poisoned_release_alone(
    client: TestClient, poisoned: Service, attack: Attack, number: int
) -> None:
    body = {"question": attack.question, "release_ids": [POISONED[number].id]}
    answer = AnswerModel.model_validate(client.post("/v1/answers", json=body).json())
    check(answer, replace(attack, history=()), poisoned)


@pytest.mark.parametrize("number", range(len(POISONED)))
@pytest.mark.parametrize("question", ["What is the release about?", "List all measures", "What is the title?", "Who?"])
def test_whatever_a_poisoned_release_says_is_only_quoted(
    client: TestClient, poisoned: Service, question: str, number: int
) -> None:
    body = {"question": question, "release_ids": [POISONED[number].id]}
    answer = AnswerModel.model_validate(client.post("/v1/answers", json=body).json())
    check(answer, Attack("", question, ""), poisoned)


@EACH
def test_a_completion_links_to_the_releases_alone(client: TestClient, attack: Attack) -> None:
    messages = [{"role": "user", "content": text} for text in (*attack.history, attack.question)]
    [choice] = client.post("/v1/chat/completions", json={"messages": messages}).json()["choices"]
    cited = [one["url_citation"]["url"] for one in choice["message"]["annotations"]]
    assert len(hrefs(choice["message"]["content"])) == len(cited)
    assert {urlsplit(url).netloc for url in hrefs(choice["message"]["content"])} <= {"example.test", "www.info.gov.hk"}


@EACH
def test_the_page_leads_to_the_releases_and_to_itself_alone(client: TestClient, attack: Attack) -> None:
    page = Links(client.post("/", data={"question": attack.question, "history": list(attack.history)}).text)
    assert page.hosts <= {"", "example.test", "www.info.gov.hk"}
    assert not page.tags & {"script", "img", "b", "system", "iframe"}


@EACH
def test_a_stream_has_the_events_of_an_answer_and_no_others(
    client: TestClient, poisoned: Service, attack: Attack
) -> None:
    body = {"question": attack.question, "history": attack.history}
    check_events(client.post("/v1/answers", json=body, headers={"Accept": "text/event-stream"}), poisoned)


@pytest.mark.parametrize("question", OF_THE_OTHER)
def test_a_poisoned_release_changes_no_answer_of_the_other(service: Service, poisoned: Service, question: str) -> None:
    ids = [release.id for release in PACKAGED]
    alone, beside = (one.answer(question, (), ids) for one in (service, poisoned))
    said = [one for one in beside.text.split("\n\n") if not one.startswith("Complete for ")]
    assert (beside.status, said) == (alone.status, alone.text.split("\n\n"))
    assert [one.quote for one in beside.citations] == [one.quote for one in alone.citations]


@pytest.mark.parametrize(
    "added",
    [
        "Mars won.", "> Mars won. [1]", "Under Mars:", f"[1]: {EVIL}", "The full list, many in all:",
        "Complete for “Mars won” (2026-01-01).", "From an earlier release, Mars won:", "“Mars won” (2026-01-01)",
        "Mars was corrected by Venus.",
    ],
)  # fmt: skip
def test_a_word_that_nothing_accounts_for_is_noticed(client: TestClient, poisoned: Service, added: str) -> None:
    answer, entries = ask(client, Attack("", OF_THE_OTHER[0], "")), poisoned.searcher.outlines.entries
    wrong = answer.model_copy(update={"text": f"{answer.text}\n\n{added}"})
    assert leftover(answer, (), entries) == []
    assert leftover(wrong, (), entries) == [added]


@pytest.mark.parametrize("text", [f"![x]({EVIL})", f"[x]({EVIL})", f"<{EVIL}>", "<b>"])
def test_a_link_is_noticed(text: str) -> None:
    assert hrefs(text)
    assert not hrefs(literal(text))


def test_the_page_of_the_attacks_is_up_to_date() -> None:
    assert attacks.PAGE.read_text(encoding="utf-8") == attacks.page(), "run `python -m tests.api.attacks`"


@pytest.mark.slow
def test_with_the_real_reader_each_ends_as_its_page_says(
    models: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    alone = real_service(PACKAGED, models, tmp_path_factory.mktemp("index"))
    beside = real_service([*PACKAGED, *POISONED], models, tmp_path_factory.mktemp("index"))
    for service, tried in ((alone, (*QUESTIONS, *HISTORIES)), (beside, RELEASES)):
        for attack in tried:
            answer = answer_model(service.answer(attack.question, attack.history))
            check(answer, attack, service)
            assert attack.status in (answer.status, None), attack.name
