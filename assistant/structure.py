"""Answers that come from a release's own structure, never from the top of a ranking: lists, counts, title, date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant import about, lexicon
from assistant.answer import Coverage, Finding, Quotable
from assistant.documents import documents
from assistant.enumerations import enumerations, is_any_of
from assistant.evidence import counted_terms, stated_count
from assistant.findings import enumerated, heading, is_item, joined, of_sections, whole
from assistant.question import Ask, Question, content_terms
from assistant.topics import about_the_whole, topic_of
from assistant.vocabulary import Vocabulary, affinity, weighted_share
from corpus.model import BlockKind, Outline, Passage, Section
from corpus.words import CHINESE, ENGLISH, english_words, word_set, words

# From this share of a topic's weight on, a heading is what the topic names.
HEADING_SHARE = 0.75


@dataclass(frozen=True, slots=True)
class Structure:
    """The releases that a question is put to, and their words."""

    outlines: Sequence[Outline]
    vocabulary: Vocabulary

    def find(self, question: Question) -> Finding | None:
        """What the structure says on a question; None if the question does not ask for structure."""
        for look in (about.title, about.publication, about.outline):
            if finding := look(question, self.outlines, self.vocabulary):
                return finding
        if finding := self._stated_count(question) or documents(question, self.outlines, self.vocabulary):
            return finding
        if lexicon.COMPARED.search(question.folded):
            return None
        for own in (self._areas, self._measures, self._enumeration, self._topic_alone):
            if finding := own(question):
                return finding
        return None

    def issue_line(self) -> Finding | None:
        """The line that says when a release was issued."""
        return about.issue_line(self.outlines)

    def happened_with_the_release(self, question: Question) -> bool:
        """Whether a question about a time names nothing but the event that the release as a whole reports."""
        return question.ask is Ask.TIME and not self._topic(question, about_the_whole(self.outlines))

    def _topic(self, question: Question, known: frozenset[str] | set[str]) -> tuple[str, ...]:
        """What a question is about besides some words, and besides those that most passages hold."""
        return topic_of(question, known, self.vocabulary)

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
                held = word_set(statement.text)
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
        marked = {block.span for block in self._outline_of(passage).release.blocks if block.kind is BlockKind.ITEM}
        following = self._following(passage)
        listed = [p.span in marked or is_item(p) for p in following]
        return [whole(p) for p in following[: listed.index(False) if False in listed else len(listed)]]

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

    def _areas(self, question: Question) -> Finding | None:
        """Answer "list the areas": the headings over measures, or the section of the area that is named."""
        if question.ask not in (Ask.LIST, Ask.QUANTITY) or not set(question.terms) & lexicon.AREA_NOUNS:
            return None
        areas = [area for outline in self.outlines for area in outline.areas]
        total = str(len(areas))
        known = lexicon.AREA_NOUNS | lexicon.CO_OPERATION | lexicon.FILLERS | {total}
        topic = self._topic(question, known)
        if topic and (named := self.sections_on(topic)):
            return of_sections(named, counted=question.ask is Ask.QUANTITY)
        if self._topic(question, known | about_the_whole(self.outlines)) or not areas:
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
        sections = self._named_in_full(question) or (self.sections_on(topic) if topic else [])
        if not sections and names_measures(question):
            areas = [area for outline in self.outlines for area in outline.areas]
            total = str(sum(len(area.measures) for area in areas))
            beyond = self._topic(question, NOT_THE_TOPIC | about_the_whole(self.outlines) | {total})
            sections = [] if beyond else areas
        return wanted_of(sections, question) if sections else None

    def _enumeration(self, question: Question) -> Finding | None:
        """Answer "who attended?", "how many officials came?": the one enumeration that opens with what is asked."""
        topic = self._topic(question, lexicon.FILLERS | lexicon.PEOPLE | about_the_whole(self.outlines))
        if not asks_for_several(question) or not topic:
            return None
        found = [one for one in enumerations(self._passages()) if one.opens_with(topic, question.names)]
        return enumerated(found[0], question) if len(found) == 1 else None

    def enumeration_at(self, quotable: Quotable, question: Question) -> Finding | None:
        """The enumeration that is quoted whole, where several things are asked for; else None.

        Of people it is also quoted whole where one of them is, though nothing in the question singles that one out.
        """
        several = asks_for_several(question)
        for one in enumerations([quotable.passage]):
            if (several and one.quotable == quotable) or is_any_of(one, quotable, question):
                return enumerated(one, question)
        return None

    def section_of_topic(self, question: Question, passage: Passage) -> Finding | None:
        """The section of a passage that answers, where a question asks for all measures on a topic by other words."""
        if not asks_for_sections(question):
            return None
        sections = [s for s in self._outline_of(passage).areas if s.slug == passage.slug]
        return wanted_of(sections, question)

    def narrowed(self, question: Question) -> Question:
        """A question for whole sections cut down to its topic, so that "measures" finds no heading with that word."""
        if not asks_for_sections(question):
            return question
        topic = self._topic(question, NOT_THE_TOPIC)
        kept = [word for word in ENGLISH.findall(question.text) if set(english_words(word)) & set(topic)]
        chinese = lexicon.CHINESE_FOR_SECTIONS.sub("", question.folded) if CHINESE.search(question.text) else ""
        text = chinese.strip(" ？?。，,") or " ".join(kept)
        return replace(question, text=text, terms=topic) if text else question

    def _named_in_full(self, question: Question) -> list[Section]:
        """The section all of whose heading a question says, and little else; the longest heading of several.

        Its words may be those of most passages, and so be no topic by their rarity.
        """
        named = []
        known = NOT_THE_TOPIC | about_the_whole(self.outlines)
        for outline in self.outlines:
            for section in outline.sections:
                held = set(content_terms(section.heading))
                if held and held <= set(question.terms) and len(self._topic(question, known | held)) <= len(held) // 2:
                    named.append((len(held), section))
        longest = max((length for length, _ in named), default=0)
        return [section for length, section in named if length == longest]

    def sections_on(self, topic: Sequence[str]) -> list[Section]:
        """The sections whose heading names a topic, those that name most of it."""
        weights = {term: self.vocabulary.weight(term) for term in topic}
        shares = [
            (weighted_share(weights, held), section)
            for outline in self.outlines
            for section in outline.sections
            if (held := word_set(section.heading))
        ]
        best = max((share for share, _ in shares), default=0.0)
        return [section for share, section in shares if share == best] if best >= HEADING_SHARE else []

    def _passages(self) -> Iterable[Passage]:
        return (passage for outline in self.outlines for passage in outline.passages)


# What a question for sections says besides its topic.
NOT_THE_TOPIC = lexicon.MEASURE_NOUNS | lexicon.CO_OPERATION | lexicon.AREA_NOUNS | lexicon.FILLERS


def wanted_of(sections: Sequence[Section], question: Question) -> Finding | None:
    """The measures of some sections, or all that stands in them if everything is asked for."""
    return of_sections(sections, counted=question.ask is Ask.QUANTITY, everything=not names_measures(question))


def names_measures(question: Question) -> bool:
    """Whether a question lists or counts measures."""
    return question.ask in (Ask.LIST, Ask.QUANTITY) and bool(set(question.terms) & lexicon.MEASURE_NOUNS)


def asks_for_sections(question: Question) -> bool:
    """Whether a question wants whole sections: measures listed or counted, or everything on a topic."""
    everything = question.ask is Ask.LIST and lexicon.EVERYTHING.search(question.folded) is not None
    return everything or names_measures(question)


def asks_for_several(question: Question) -> bool:
    """Whether a question wants several people or things, or their number, and no time or place of theirs."""
    named = question.ask not in (Ask.TIME, Ask.PLACE) and lexicon.SEVERAL.search(question.folded) is not None
    return named or question.ask in (Ask.LIST, Ask.QUANTITY)
