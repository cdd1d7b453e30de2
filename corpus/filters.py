"""Which releases count for a question: those of some ids, issuers, languages and days of issue."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from corpus.outlines import Entry, Outlines


@dataclass(frozen=True, slots=True)
class Filter:
    """What a release has to be to count; None asks for nothing. `since` and `until` are days of issue, both included.

    A day is that of the release's own time zone; issuers are compared without regard to case.
    """

    release_ids: frozenset[str] | None = None
    issuers: frozenset[str] | None = None
    languages: frozenset[str] | None = None
    since: date | None = None
    until: date | None = None

    def allows(self, entry: Entry) -> bool:
        """Whether a release counts."""
        day = entry.issued.date()
        return (
            (self.release_ids is None or entry.id in self.release_ids)
            and (self.issuers is None or entry.issuer.casefold() in self.issuers)
            and (self.languages is None or entry.language in self.languages)
            and (self.since is None or self.since <= day)
            and (self.until is None or day <= self.until)
        )

    def chosen(self, outlines: Outlines) -> frozenset[str] | None:
        """The ids of the releases that count, or None if all do. Raises UnknownRelease for an id that none has."""
        if self == EVERYTHING:
            return None
        for release_id in sorted(self.release_ids or ()):
            outlines.entry(release_id)
        return frozenset(entry.id for entry in outlines.entries if self.allows(entry))


def make_filter(
    release_ids: Collection[str] | None = None,
    issuers: Collection[str] | None = None,
    languages: Collection[str] | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Filter:
    """A filter from what was asked for."""
    return Filter(
        None if release_ids is None else frozenset(release_ids),
        None if issuers is None else frozenset(issuer.casefold() for issuer in issuers),
        None if languages is None else frozenset(languages),
        since,
        until,
    )


EVERYTHING = Filter()
