"""Composes the answer: fixed framing around quoted statements, with a marker for each citation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.answer import AnswerStatement, Citation, Finding, Quotable
from assistant.markdown import literal
from assistant.sources import Sources
from assistant.wording import join, say

PLAIN_FRAMES = frozenset({"fact"})
# So many releases are named.
MAX_NAMED = 3


@dataclass(slots=True)
class Draft:
    """An answer being written: its text so far, and what it cites."""

    language: str
    sources: Sources
    paragraphs: list[str] = field(default_factory=list)
    statements: list[AnswerStatement] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The answer in Markdown."""
        return "\n\n".join(self.paragraphs)

    def add_finding(self, finding: Finding) -> None:
        """Write what was found: its frame, then each quote under its section, of the newest release first.

        What is of an earlier release says so, with its title and day.
        """
        if finding.frame not in PLAIN_FRAMES:
            self._say(finding.frame, total=finding.coverage.total if finding.coverage else 0)
        if finding.coverage and finding.coverage.release_ids and len(self.sources.releases) > 1:
            self._tell_of_coverage(finding.coverage.release_ids)
        newest_first = sorted(finding.quotables, key=self._issued, reverse=True)
        section, release_id = "", ""
        for quotable in filter(self._is_new, newest_first):
            earlier = self._issued(quotable) < self._issued(newest_first[0])
            if earlier and quotable.passage.release_id != release_id:
                self._say("earlier", release=self._named(quotable.passage.release_id))
            release_id = quotable.passage.release_id
            if quotable.passage.heading != section and not is_heading(quotable):
                section = quotable.passage.heading
                if section:
                    self._say("under", section=literal(section))
            self._quote(quotable, earlier=earlier)

    def _tell_of_coverage(self, release_ids: Sequence[str]) -> None:
        """Write for which releases a list is complete: a few by name, many by their number."""
        if len(release_ids) > MAX_NAMED:
            self._say("within_many", total=len(release_ids))
        else:
            self._say("within", releases=join(self.language, list(map(self._named, release_ids))))

    def _issued(self, quotable: Quotable) -> date:
        """The day on which the release of a quotable stretch was issued."""
        return self.sources.entry(quotable.passage.release_id).issued.date()

    def _named(self, release_id: str) -> str:
        """A release by its title and day."""
        release = self.sources.entry(release_id)
        return say(self.language, "release", title=literal(release.title), date=f"{release.issued:%Y-%m-%d}")

    def restate(self, statements: Sequence[AnswerStatement]) -> None:
        """Write these statements in place of what is written so far."""
        self.paragraphs, self.statements = [], list(statements)
        self._say("rephrased")
        section = ""
        for statement in statements:
            if statement.quoted and statement.section not in ("", section):
                section = statement.section
                self._say("under", section=literal(section))
            self.paragraphs.append(paragraph(statement))

    def add_revisions(self) -> None:
        """Write which of the releases quoted another one came after, each once."""
        for release_id, later in {c.release.id: c.revision for c in self.citations if c.revision}.items():
            key = "corrected" if later.corrects else "followed"
            self._say(key, release=self._named(release_id), later=self._named(later.entry.id))

    def add_missing(self, parts: Iterable[str]) -> None:
        """Write which part of the question the releases leave open."""
        for part in parts:
            self._say("not_stated", part=literal(part))

    def add_refusal(
        self, missing: Sequence[str], question: str, nearest: Sequence[Citation], urls: Iterable[str], *, unread: bool
    ) -> None:
        """Write a refusal: what was looked for, what occurs nowhere, what comes closest, where else to look.

        `unread` admits that the question is in a language that it could not be looked for in.
        """
        self._say("unread" if unread else "not_stated", part=literal(question))
        if absent := [term for term in missing if term != question]:
            self._say("absent", terms=literal(join(self.language, absent)))
        if nearest:
            self._say("nearest")
            self.paragraphs.append(
                "\n".join(f"- {literal(place(citation) + one_line(citation))}" for citation in nearest)
            )
        for url in urls:
            self._say("elsewhere", url=url)

    def add_none_chosen(self, question: str) -> None:
        """Write that no release counts for a question."""
        self._say("none_chosen", part=literal(question))

    def add_invitation(self) -> None:
        """Write that a question is awaited."""
        self._say("no_question")

    def _say(self, key: str, **values: object) -> None:
        self.paragraphs.append(say(self.language, key, **values))

    def _is_new(self, quotable: Quotable) -> bool:
        """Whether a stretch is not quoted yet: two parts of a question may find the same."""
        return not any(c.quote.span == quotable.span and c.passage_id == quotable.passage.id for c in self.citations)

    def _quote(self, quotable: Quotable, *, earlier: bool) -> None:
        """Quote a stretch, with the marker of its citation."""
        citation = replace(self.sources.cite(quotable, len(self.citations) + 1), earlier=earlier)
        self.citations.append(citation)
        self.statements.append(AnswerStatement(citation.quote.exact, citation.section, (citation.number,)))
        self.paragraphs.append(paragraph(self.statements[-1]))


def paragraph(statement: AnswerStatement) -> str:
    """A statement with the markers of its citations."""
    return f"{words(statement)} {' '.join(f'[{number}]' for number in statement.citations)}"


def words(statement: AnswerStatement) -> str:
    """The words of a statement in Markdown, as a block quote if it is one."""
    return quoted(statement.text) if statement.quoted else literal(statement.text)


def quoted(exact: str) -> str:
    """Words as a block quote of Markdown."""
    return "\n".join(f"> {line}" if line else ">" for line in literal(exact).split("\n"))


def is_heading(quotable: Quotable) -> bool:
    """Whether it is the section's heading that is quoted, and so needs none above it."""
    return not quotable.passage.span.contains(quotable.span)


def place(citation: Citation) -> str:
    """The section of a citation, to stand before its quote."""
    return f"{citation.section}: " if citation.section else ""


def one_line(citation: Citation) -> str:
    """A quote on one line."""
    return " ".join(citation.quote.exact.split())
