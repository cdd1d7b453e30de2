"""What is known of a release without its text: enough to tell which releases belong together."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol


class Listed(Protocol):
    """A release, or any light record of one."""

    @property
    def id(self) -> str:
        """The release's id."""

    @property
    def title(self) -> str:
        """The release's title."""

    @property
    def issuer(self) -> str:
        """Who issued it."""

    @property
    def issued(self) -> datetime:
        """When it was issued, with a time zone."""

    @property
    def language(self) -> str:
        """`en`, `zh-Hant` or `zh-Hans`."""

    @property
    def editions(self) -> Sequence[str]:
        """The ids of the same release in other languages, as it names them itself."""

    @property
    def supersedes(self) -> str:
        """The id of the release that it corrects or replaces, or nothing."""
