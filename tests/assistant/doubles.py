"""Stand-ins of the assistant's tests: a searcher with given similarities, a reader with given confidence, releases."""

from collections.abc import Collection, Mapping, Sequence

from assistant.candidates import Candidate
from assistant.question import Question, content_terms
from assistant.reader.judge import Reading
from assistant.reader.linear_weights import RANKED
from assistant.reader.texts import Text
from assistant.vocabulary import Vocabulary
from corpus.model import Outline, Passage
from corpus.outlines import HeldOutlines
from corpus.words import words
from index.hits import Hit, Near
from index.rows import passage_text
from tests.doubles import outline_of

UNLIKE = 0.1
NO_EVIDENCE = (0.0,) * len(RANKED)

HARBOUR = outline_of(
    "Harbour Council adopts its plan",
    "The Harbour Council met in Norwick today. The plan has three areas:",
    "Ferries", "---", "Add eight night ferries to Gullholm.", "Train deck officers.",
    "Fishing", "---", "Limit the catch of herring.",
    "Tourism", "---", "Open a lighthouse museum. It will cost two million crowns.",
    "Signing ceremony", "---", "Two documents were signed:",
    "(1) Memorandum of Understanding on Ice; and", "(2) Letter of Intent on Salt.",
    "Those present included the Mayor, Ms Ada Holm; the Harbour Master, Mr Bo Lind; and the Bishop, Dr Cy Moe.",
    "Ends/Thursday, April 24, 2025", "Issued at HKT 18:32",
)  # fmt: skip
PORT = outline_of(
    "港口會議通過計劃",
    "雙方同意三個合作範疇：",
    "航運", "---", "加強渡輪服務。", "培訓船員。",
    "漁業", "---", "減少捕撈鯡魚。",
    "旅遊", "---", "推動燈塔旅遊。",
    "完", "2025年4月24日（星期四）", "香港時間18時32分",
    id="P2", url="https://example.test/P2.htm",
)  # fmt: skip


class Shelf:
    """A searcher over small releases: a statement is as near to a query as the first fragment in it is given to be."""

    def __init__(
        self,
        *outlines: Outline,
        similarities: Mapping[str, float] | None = None,
        languages: Collection[str] = ("en", "zh-Hant", "zh-Hans"),
        digest: str = "sha256:shelf",
    ) -> None:
        self.outlines = HeldOutlines(outlines)
        self.digest = digest
        self.queries: list[str] = []
        self._similarities, self._languages = similarities or {}, languages

    def reads(self, language: str) -> bool:
        """Whether the language is one of those given."""
        return language in self._languages

    def share(self, word: str) -> float:
        """The share of all passages that hold a word."""
        texts = [set(words(passage_text(passage))) for outline in self.outlines for passage in outline.passages]
        return sum(word in text for text in texts) / len(texts)

    def near(self, query: str, limit: int, release_ids: Collection[str] | None = None) -> list[Near]:
        """Every release with the similarities of its passages, the nearest first."""
        found: dict[str, list[float]] = {}
        for hit in self.search(query, limit, release_ids):
            found.setdefault(hit.passage.release_id, []).append(hit.dense)
        near = [Near(release_id, tuple(sorted(values, reverse=True))) for release_id, values in found.items()]
        return sorted(near, key=lambda one: (-one.similarities[0], one.release_id))

    def search(self, query: str, limit: int, release_ids: Collection[str] | None = None) -> list[Hit]:
        """Every passage, the most similar first, then by id."""
        self.queries.append(query)
        passages = [p for outline in self.outlines for p in outline.passages]
        hits = [self._hit(p) for p in passages if release_ids is None or p.release_id in release_ids]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))[:limit]

    def _hit(self, passage: Passage) -> Hit:
        similarities = tuple(self._of(statement.text) for statement in passage.statements)
        return hit_of(passage, *similarities, whole=self._of(passage.text), score=max(similarities))

    def _of(self, text: str) -> float:
        return next((value for fragment, value in self._similarities.items() if fragment in text), UNLIKE)


class WordScorer:
    """Scores a text by the share of the question's words that it has: 4 for all of them, -4 for none."""

    def score(self, question: str, texts: Sequence[Text]) -> list[float]:
        """One number a text."""
        asked = set(content_terms(question))
        shares = [len(asked & set(words(f"{t.context} {t.statement}"))) / (len(asked) or 1) for t in texts]
        return [8 * share - 4 for share in shares]


class WordComparer:
    """Compares by the share of the question's words that a text has, 0.1 for all of them, -0.1 for none."""

    def score(self, question: str, texts: Sequence[Text]) -> list[float]:
        """One number a text."""
        return [score / 40 for score in WordScorer().score(question, texts)]


class GivenReader:
    """A reader that goes by similarity, as sure of a question as the first fragment in it is given to be."""

    thresholds, close, focus = {"en": 0.5, "zh": 0.5}, 0.35, (71.3, 52.2, 1.19, 0.0, 2.45, 0.0)

    def __init__(self, confidence: Mapping[str, float] | None = None) -> None:
        self._confidence = confidence or {}

    def compare(self, question: Question, found: Sequence[Candidate]) -> Sequence[float]:  # noqa: ARG002
        """Nothing is like an answer, nor unlike one."""
        return [0.0] * len(found)

    def rank(self, question: Question, found: Sequence[Candidate], vocabulary: Vocabulary) -> list[Reading]:  # noqa: ARG002
        """The candidates, the most similar first."""
        readings = [Reading(candidate, candidate.similarity, NO_EVIDENCE) for candidate in found]
        return sorted(readings, key=lambda reading: reading.order)

    likeliest = rank

    def confidence(self, question: Question, readings: Sequence[Reading]) -> float:
        """The confidence given for a fragment of the question; 0 without one, or without readings."""
        if not readings:
            return 0.0
        return next((value for fragment, value in self._confidence.items() if fragment in question.text), 0.0)


def hit_of(
    passage: Passage, *similarities: float, whole: float = UNLIKE, score: float = 0.0, lexical: float = 0.0
) -> Hit:
    """A hit of a passage; statements without a similarity of their own are unlike the question."""
    padded = (*similarities, *(UNLIKE for _ in passage.statements[len(similarities) :]))
    nearest = max(whole, *padded)
    return Hit(passage=passage, score=score, dense=nearest, whole=whole, lexical=lexical, similarities=padded)


def passage_on(outline: Outline, fragment: str) -> Passage:
    """The only passage that holds a fragment in its text or heading."""
    [found] = [passage for passage in outline.passages if fragment in passage_text(passage)]
    return found
