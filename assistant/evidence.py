"""The evidence that a candidate answers a question, as numbers between about 0 and 1."""

import re
from collections.abc import Sequence

from assistant import lexicon
from assistant.candidates import Candidate
from assistant.names import absent_figures, absent_names, comparable
from assistant.question import Ask, Question, names_in
from assistant.vocabulary import Vocabulary, affinity, weighted_share
from corpus.model import PassageKind
from corpus.words import CHINESE, ENGLISH, english_words, word_set, words

FEATURES = (
    "similarity",  # of the statement to the question, cosine
    "passage_similarity",  # of the passage or its best statement
    "statement_coverage",  # share of the question's terms, weighted by rarity, in the statement
    "passage_coverage",  # the same in the passage with its heading
    "release_coverage",  # the same in all releases
    "fused_rank",  # the fused score of the passage, 1 for first in every ranking
    "lexical",  # the passage's BM25 score as a share of the best one's
    "names_absent",  # the question has a name or year that the releases do not hold
    "figures_absent",  # ... or another figure
    "names_elsewhere",  # share that they hold, but not in this passage
    "terms_absent",  # how many terms the releases do not hold, at most 3, as a share of 3
    "quantity_found",  # the question asks for a quantity, and the statement has one of what is counted, or of its kind
    "quantity_weak",  # ... and the statement has a figure, but of something else
    "quantity_missing",  # ... and the statement has no figure
    "time_found",  # the question asks when, and the statement has a date or time
    "time_missing",
    "person_found",  # the question asks who somebody is, and the statement has a person's title or a new name
    "person_missing",
    "person_uncovered_weak",  # ... and how much of what tells which person is meant the statement does not have
    "which_found",  # the question asks which of a kind, and the statement has a name that the question does not
    "which_missing",
    "list_wanted",  # an enumeration is quoted whole, and the question asks for several
    "list_unwanted",  # ... and it does not
    "is_title",
    "is_issue_line",
    "cross_language",  # question and statement are in different scripts, and can share no words
)
BEST_RRF = 2 / 61
MAX_ABSENT = 3
# How far a figure may stand before the noun that it counts: "3,200 new teachers", "two hundred and ten places".
COUNT_REACH = 4
# What is counted stands between "how many" and the verb; in Chinese after the measure word.
ENGLISH_COUNTED = re.compile(
    r"\b(?:how many|number of)\s+(.+?)(?=\s+(?:are|is|were|was|will|would|do|does|did|have|has|had|can|could|may|must"
    r"|should|in|on|of|for|from|at|there|per)\b|[?,.]|$)"
)
CHINESE_COUNTED = re.compile(r"(?:几多|多少|几)(?:个|项|份|名|位|间|所|家|条|次|人次)?([\u3400-\u9fff]{1,6})")


class Evidence:
    """Gathers the evidence on one question over the candidates of its hits."""

    def __init__(self, question: Question, vocabulary: Vocabulary, found: Sequence[Candidate]) -> None:
        self._question = question
        self._weights = {term: vocabulary.weight(term) for term in question.terms}
        self._best_lexical = max((candidate.hit.lexical for candidate in found), default=0.0)
        held = {term: vocabulary.affinity(term) for term in question.terms}
        total = sum(self._weights.values())
        self._release_coverage = sum(self._weights[t] * value for t, value in held.items()) / total if total else 1.0
        self._terms_absent = min(sum(not value for value in held.values()), MAX_ABSENT) / MAX_ABSENT
        self._absent = absent_names(question, vocabulary)
        self._figures_absent = absent_figures(question, vocabulary)
        self._counted = counted_terms(question) if question.ask is Ask.QUANTITY else frozenset()
        self._identity = question.ask is Ask.PERSON and lexicon.IDENTITY.search(question.folded) is not None
        self._several = lexicon.SEVERAL.search(question.folded) is not None
        self._which = lexicon.WHICH.search(question.folded) is not None
        self._wanted = wanted_figures(question)
        self._asked = {part for word in ENGLISH.findall(question.text) for part in english_words(word)}
        absent = *self._absent, *self._figures_absent
        self._names = [name for name in comparable(question, vocabulary) if name not in absent]

    def features(self, candidate: Candidate) -> tuple[float, ...]:
        """One number for each of FEATURES."""
        question, hit = self._question, candidate.hit
        folded = lexicon.fold(candidate.text)
        statement = word_set(f"{candidate.lead_in} {candidate.text}")
        passage = word_set(f"{hit.passage.heading} {hit.passage.text}")
        elsewhere = [name for name in self._names if not occurs(name, hit.passage.text, statement | passage)]
        names = len(question.names) or 1
        anew = (self._identity or self._which) and self._names_anew(candidate.text)
        covered = weighted_share(self._weights, statement)
        return (
            candidate.similarity,
            hit.dense,
            covered,
            weighted_share(self._weights, statement, passage),
            self._release_coverage,
            hit.score / BEST_RRF,
            hit.lexical / self._best_lexical if self._best_lexical else 0.0,
            float(bool(self._absent)),
            float(bool(self._figures_absent)),
            len(elsewhere) / names,
            self._terms_absent,
            *self._quantity(folded),
            *found_or_missing(question.ask is Ask.TIME, lexicon.DATE.search(folded) is not None),
            *found_or_missing(self._identity, anew or lexicon.HONORIFIC.search(folded) is not None),
            float(self._identity) * (1 - covered),
            *found_or_missing(self._which, anew),
            *found_or_missing(candidate.whole, self._several),
            float(hit.passage.kind is PassageKind.TITLE),
            float(hit.passage.kind is PassageKind.ISSUED),
            float(not question.shares_script(candidate.text)),
        )

    def _quantity(self, text: str) -> tuple[float, float, float]:
        """Whether a text has a figure of what is asked for, another figure, or none."""
        if self._question.ask is not Ask.QUANTITY:
            return 0.0, 0.0, 0.0
        if self._wanted:
            found = any(pattern.search(text) for pattern in self._wanted)
            return float(found), 0.0, float(not found)
        figure = lexicon.NUMBER.search(text) is not None
        found = figure and (not self._counted or stated_count(text, self._counted) is not None)
        return float(found), float(figure and not found), float(not figure)

    def _names_anew(self, text: str) -> bool:
        """Whether a text has a name, inside a sentence, of which the question has no part."""
        if CHINESE.search(text):
            return True  # Chinese does not mark its names
        return any(name[0].isupper() and not set(english_words(name)) & self._asked for name in names_in(text))


def wanted_figures(question: Question) -> list[re.Pattern[str]]:
    """What the figure asked for looks like, if it is an amount of money or a length; no other kind will do."""
    folded = question.folded
    kinds = ((lexicon.MONEY, lexicon.AMOUNT), (lexicon.DURATION, lexicon.TERM_OF_TIME))
    return [figure for asked, figure in kinds if asked.search(folded)]


def counted_terms(question: Question) -> frozenset[str]:
    """The terms of what a question counts; none for "how long" and the like."""
    folded = question.folded
    english, chinese = ENGLISH_COUNTED.search(folded), CHINESE_COUNTED.search(folded)
    counted = english[1] if english else chinese[1] if chinese else ""
    return frozenset(words(counted)) & set(question.terms) if counted else frozenset()


def stated_count(text: str, counted: frozenset[str]) -> str | None:
    """The figure that stands shortly before what is counted, in digits where it is a small number word; or None."""
    folded = lexicon.fold(text)
    # The last such figure: "five ferries and 12 teachers" has 12 teachers.
    for figure in reversed(list(lexicon.NUMBER.finditer(folded))):
        following = words(folded[figure.end() : figure.end() + 60])[:COUNT_REACH]
        if any(affinity(term, following) for term in counted):
            return str(lexicon.NUMBER_WORDS.get(figure.group().lower(), figure.group()))
    return None


def occurs(name: str, text: str, known: frozenset[str]) -> bool:
    """Whether a name or figure of the question stands in a text."""
    return name.lower() in text.lower() or all(word in known for word in words(name))


def found_or_missing(asked: bool, found: bool) -> tuple[float, float]:
    """Whether what is asked for is there, and whether it lacks; neither if it is not asked for."""
    return float(asked and found), float(asked and not found)
