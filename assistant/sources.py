"""Completes a citation with what belongs to its release: editions in other languages, and what came after it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from assistant.answer import Citation, Later, Quotable
from assistant.quotes import cite
from corpus.model import Passage, Release
from corpus.outlines import Entry, Outlines
from corpus.relations import Relations

# So many pairs of editions are kept aligned.
ALIGNED = 64


class Releases(Mapping[str, Release]):
    """The releases of some outlines by id, read as they are asked for."""

    def __init__(self, outlines: Outlines) -> None:
        self._outlines = outlines

    def __getitem__(self, release_id: str) -> Release:
        if release_id not in self._outlines.places:
            raise KeyError(release_id)
        return self._outlines.of(release_id).release

    def __iter__(self) -> Iterator[str]:
        return iter(self._outlines.places)

    def __len__(self) -> int:
        return len(self._outlines)


class Sources:
    """Cites from some releases."""

    def __init__(self, outlines: Outlines) -> None:
        self.releases = Releases(outlines)
        self.relations = Relations.of(outlines.entries)
        self._outlines = outlines
        self._aligned = lru_cache(ALIGNED)(self._align)

    def entry(self, release_id: str) -> Entry:
        """What the catalogue tells of a release, without reading it."""
        return self._outlines.entry(release_id)

    def cite(self, quotable: Quotable, number: int) -> Citation:
        """The citation of a quotable stretch, with all that belongs to it."""
        release_id = quotable.passage.release_id
        later = self.relations.revisions.get(release_id)
        return replace(
            cite(quotable, number, self.releases),
            also=tuple(cite(other, number, self.releases) for other in quotable.also),
            editions=tuple(cite(other, number, self.releases) for other in self._in_other_languages(quotable)),
            revision=Later(later.corrects, self.entry(later.later)) if later else None,
        )

    def _in_other_languages(self, quotable: Quotable) -> Iterator[Quotable]:
        """The passage of a quotable stretch, or the heading that it is, in each other edition that has it."""
        passage = quotable.passage
        for edition in self.relations.editions.get(passage.release_id, ()):
            other = self._aligned(passage.release_id, edition).get(passage.id)
            if other is None:
                continue
            heading = not passage.span.contains(quotable.span)
            section = next((s for s in self._outlines.of(edition).sections if s.slug == other.slug), None)
            yield Quotable(other, section.span if heading and section else other.span)

    def _align(self, release_id: str, edition: str) -> Mapping[str, Passage]:
        """The passages of another edition by the ids of those that they are the same as."""
        # Most releases have one edition, and the patterns of figures take a while to make.
        from corpus.editions import align

        pairs = align(self._outlines.of(release_id), self._outlines.of(edition))
        return {own.id: other for own, other in pairs}
