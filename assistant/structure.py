"""Answers that come from a release's own structure, never from the top of a ranking: lists, counts, title, date."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant import lexicon
from assistant.answer import Coverage, Finding, Quotable
from assistant.evidence import counted_terms, stated_count
from assistant.findings import dated, heading, is_item, joined, of_sections, single, whole
from assistant.question import Ask, Question
from assistant.vocabulary import Vocabulary, affinity, weighted_share
from corpus.kinds import DOCUMENT, SIGNED
from corpus.model import Outline, Passage, PassageKind, Section
from corpus.words import ENGLISH, english_words, words

# From this share of a topic's weight on, a heading is what the topic names.
HEADING_SHARE = 0.75
# A term in at least this share of all passages says nothing about which of them is meant.
COMMON_SHARE = 0.25
GENERIC_DOCUMENTS = frozenset(words("document documents agreement agreements paper papers")) | {"文件", "协议", "协定"}
QUOTED_TITLE = re.compile('["“]([^"”]{8,}?)["”]|《([^》]{4,})》')


@dataclass(frozen=True, slots=True)
class Structure:
    """The releases that a question is put to, and their words."""

    outlines: Sequence[Outline]
    vocabulary: Vocabulary

    def find(self, question: Question) -> Finding | None:
        """What the structure says on a question; None if the question does not ask for structure."""
        for look in (
            self._title,
            self._publication,
            self._stated_count,
            self._documents,
            self._areas,
            self._measures,
            self._topic_alone,
        ):
            if finding := look(question):
                return finding
        return None

    def _title(self, question: Question) -> Finding | None:
        """Answer "what is the title of the release?"."""
        if not lexicon.TITLE.search(question.folded) or self._topic(question, lexicon.PUBLICATION | TITLE_WORDS):
            return None
        return single("title", (p for o in self.outlines for p in o.passages if p.kind is PassageKind.TITLE))

    def _publication(self, question: Question) -> Finding | None:
        """Answer "when was it published?"."""
        if question.ask is not Ask.TIME or not set(question.terms) & lexicon.PUBLICATION:
            return None
        if self._topic(question, lexicon.PUBLICATION):
            return None
        return self.issue_line()

    def issue_line(self) -> Finding | None:
        """The line that says when a release was issued."""
        return dated(p for o in self.outlines for p in o.passages if p.kind is PassageKind.ISSUED)

    def happened_with_the_release(self, question: Question) -> bool:
        """Whether a question about a time names nothing but the event that the release as a whole reports."""
        titles = {word for outline in self.outlines for word in words(outline.release.title)}
        return question.ask is Ask.TIME and not self._topic(question, lexicon.EVENT | lexicon.PUBLICATION | titles)

    def _topic(self, question: Question, known: frozenset[str] | set[str]) -> tuple[str, ...]:
        """What a question is about besides some words, and besides those that most passages hold."""
        return tuple(
            term
            for term in question.terms
            if term not in known and self.vocabulary.share(term) < COMMON_SHARE and not parts_known(term, known)
        )

    def _stated_count(self, question: Question) -> Finding | None:
        """Answer "how many areas?" where the release states the number beside the noun and all else asked."""
        counted = counted_terms(question) if question.ask is Ask.QUANTITY else frozenset()
        if not counted & (lexicon.AREA_NOUNS | lexicon.DOCUMENT_NOUNS | lexicon.MEASURE_NOUNS):
            return None
        others = set(self._topic(question, counted | lexicon.CO_OPERATION | lexicon.SIGNING))
        found = [finding for outline in self.outlines if (finding := self._stated_in(outline, counted, others))]
        return joined(found)

    def _stated_in(self, outline: Outline, counted: frozenset[str], others: set[str]) -> Finding | None:
        """The first statement of a release that states the number, with the list that it introduces."""
        for passage in outline.passages:
            for statement in passage.statements:
                held = set(words(statement.text))
                number = stated_count(statement.text, counted)
                if number and all(affinity(term, held) for term in others):
                    return self._introduced(Quotable(passage, statement.span), number)
        return None

    def _introduced(self, opening: Quotable, number: str) -> Finding:
        """A statement that states a number, with the list that it introduces, if that is as long as it says."""
        listed = self.introduced_by(opening)
        if str(len(listed)) != number:
            return Finding("fact", (opening,), 1.0)
        return Finding("count", (opening, *listed), 1.0, Coverage(len(listed), len(listed)))

    def introduced_by(self, quotable: Quotable) -> list[Quotable]:
        """What a quotable stretch introduces, if it ends with a colon: the items right after it, or the areas."""
        passage = quotable.passage
        text = self._outline_of(passage).release.text
        if quotable.span.end != passage.span.end or not quotable.span.of(text).endswith((":", "：")):
            return []
        return self._items_after(passage) or self._headings_after(passage)

    def _items_after(self, passage: Passage) -> list[Quotable]:
        """The listed items that stand right after a passage."""
        following = self._following(passage)
        end = next((i for i, p in enumerate(following) if not is_item(p)), len(following))
        return [whole(p) for p in following[:end]]

    def _headings_after(self, passage: Passage) -> list[Quotable]:
        """The areas, if a passage is the last before the first of them."""
        following = self._following(passage)
        outline = self._outline_of(passage)
        opens = following and outline.areas and following[0] is outline.areas[0].passages[0]
        return [heading(area) for area in outline.areas] if opens else []

    def _following(self, passage: Passage) -> tuple[Passage, ...]:
        passages = self._outline_of(passage).passages
        return passages[passages.index(passage) + 1 :]

    def _outline_of(self, passage: Passage) -> Outline:
        return next(outline for outline in self.outlines if outline.release.id == passage.release_id)

    def _documents(self, question: Question) -> Finding | None:
        """Answer "which documents were signed?": the listed agreements, and what the text says was signed."""
        asked = set(question.terms) & lexicon.DOCUMENT_NOUNS
        listing = question.ask in (Ask.LIST, Ask.QUANTITY)
        if not listing or not (asked or set(question.terms) & lexicon.SIGNING):
            return None
        known = lexicon.DOCUMENT_NOUNS | lexicon.SIGNING | lexicon.CO_OPERATION | lexicon.PUBLICATION | lexicon.EVENT
        statements, items = self._signed(asked - GENERIC_DOCUMENTS, self._topic(question, known))
        if not items:
            return None
        titles = sum(len(QUOTED_TITLE.findall(s.span.of(self._outline_of(s.passage).release.text))) for s in statements)
        total = titles + len(items)
        frame = "count" if question.ask is Ask.QUANTITY else "list"
        return Finding(frame, (*statements, *items), 1.0, Coverage(total, total))

    def _signed(self, kinds: set[str], topic: Sequence[str]) -> tuple[list[Quotable], list[Quotable]]:
        """The statements and the listed items that name signed documents; items alone, if of a kind or on a topic."""
        statements, items = [], []
        for passage in self._passages():
            held = set(words(passage.text))
            fits = (not kinds or kinds & held) and all(affinity(term, held) for term in topic)
            if passage.kind is PassageKind.AGREEMENT and fits:
                items.append(whole(passage))
            every = passage.kind is PassageKind.STATEMENT and not kinds and not topic
            for statement in passage.statements if every else ():
                if DOCUMENT.search(statement.text) and SIGNED.search(statement.text):
                    statements.append(Quotable(passage, statement.span))
        return statements, items

    def _areas(self, question: Question) -> Finding | None:
        """Answer "list the areas": the headings under which measures stand."""
        if question.ask not in (Ask.LIST, Ask.QUANTITY) or not set(question.terms) & lexicon.AREA_NOUNS:
            return None
        areas = [area for outline in self.outlines for area in outline.areas]
        named = {word for area in areas for word in words(area.heading)}
        known = lexicon.AREA_NOUNS | lexicon.CO_OPERATION | lexicon.MEASURE_NOUNS | named
        if self._topic(question, known) or not areas:
            return None
        opening = [q for area in areas[:1] if (q := self._introduction(area))]
        frame = "count" if question.ask is Ask.QUANTITY else "list"
        return Finding(frame, (*opening, *map(heading, areas)), 1.0, Coverage(len(areas), len(areas)))

    def _introduction(self, area: Section) -> Quotable | None:
        """The statement right before the first area, if it introduces a list."""
        passages = self._outline_of(area.passages[0]).passages
        place = passages.index(area.passages[0])
        before = passages[place - 1] if place else None
        if before is None or not before.text.endswith((":", "：")):
            return None
        return Quotable(before, before.statements[-1].span)

    def _topic_alone(self, question: Question) -> Finding | None:
        """Answer "and what about finance?", "housing": a heading and nothing else stands for its section."""
        if not question.terms or not question.is_topic:
            return None
        sections = [
            s for s in self.sections_on(question.terms) if all(affinity(t, words(s.heading)) for t in question.terms)
        ]
        return of_sections(sections[:1], counted=False)

    def _measures(self, question: Question) -> Finding | None:
        """Answer "all measures on education", "how many measures in all": whole sections."""
        if not asks_for_sections(question):
            return None
        topic = self._topic(question, NOT_THE_TOPIC)
        sections = self.sections_on(topic) if topic else []
        if topic and not sections:
            return None
        if not topic:
            sections = [area for outline in self.outlines for area in outline.areas] if names_measures(question) else []
        return of_sections(sections, counted=question.ask is Ask.QUANTITY)

    def section_of_topic(self, question: Question, passage: Passage) -> Finding | None:
        """The section of a passage that answers, where a question asks for all measures on a topic by other words."""
        if not asks_for_sections(question):
            return None
        sections = [s for s in self._outline_of(passage).areas if s.slug == passage.slug]
        return of_sections(sections, counted=question.ask is Ask.QUANTITY)

    def narrowed(self, question: Question) -> Question:
        """A question for whole sections cut down to its topic, so that "measures" finds no heading with that word."""
        topic = self._topic(question, NOT_THE_TOPIC) if asks_for_sections(question) else ()
        kept = [word for word in ENGLISH.findall(question.text) if set(english_words(word)) & set(topic)]
        return replace(question, text=" ".join(kept), terms=topic) if kept else question

    def sections_on(self, topic: Sequence[str]) -> list[Section]:
        """The sections whose heading names a topic, those that name most of it."""
        weights = {term: self.vocabulary.weight(term) for term in topic}
        shares = [
            (weighted_share(weights, held), section)
            for outline in self.outlines
            for section in outline.sections
            if (held := set(words(section.heading)))
        ]
        best = max((share for share, _ in shares), default=0.0)
        return [section for share, section in shares if share == best] if best >= HEADING_SHARE else []

    def _passages(self) -> Iterable[Passage]:
        return (passage for outline in self.outlines for passage in outline.passages)


# What a question for sections says besides its topic.
NOT_THE_TOPIC = lexicon.MEASURE_NOUNS | lexicon.CO_OPERATION | lexicon.AREA_NOUNS
TITLE_WORDS = frozenset(words("title headline")) | {"标题", "题目"}


def names_measures(question: Question) -> bool:
    """Whether a question lists or counts measures."""
    return question.ask in (Ask.LIST, Ask.QUANTITY) and bool(set(question.terms) & lexicon.MEASURE_NOUNS)


def asks_for_sections(question: Question) -> bool:
    """Whether a question wants whole sections: measures listed or counted, or everything on a topic."""
    everything = question.ask is Ask.LIST and lexicon.EVERYTHING.search(question.folded) is not None
    return everything or names_measures(question)


def parts_known(term: str, known: frozenset[str] | set[str]) -> bool:
    """Whether a Chinese bigram only joins the ends of two known words ("份文" in "几份文件")."""
    return not term.isascii() and any(
        term[0] == word[-1] or term[-1] == word[0] for word in known if not word.isascii()
    )
