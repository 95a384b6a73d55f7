"""What the catalogue says of one publisher."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from masdar.model import Channel, ChannelKind, Source, SourceKind, SourceState

# The order in which a source's channels are listed: the cheapest to read first.
CHANNELS = {
    "feeds": ChannelKind.FEED,
    "wordpress": ChannelKind.WORDPRESS,
    "sitemaps": ChannelKind.SITEMAP,
    "sections": ChannelKind.SECTION,
}


@dataclass(frozen=True, slots=True)
class Address:
    """An address of a publisher. `verified` is false until somebody has seen it answer with what it should."""

    url: str
    verified: bool = False
    section: str = ""  # the section all its articles belong to, "" for the whole paper


@dataclass(frozen=True, slots=True)
class Selectors:
    """CSS selectors for the pages of a paper that the general way cannot read, and the last day they held."""

    title: str = ""
    body: str = ""
    byline: str = ""
    published: str = ""
    image: str = ""
    drop: tuple[str, ...] = ()
    valid_until: date | None = None  # None: they hold today


@dataclass(frozen=True, slots=True)
class Publisher:
    """A paper, agency or broadcaster, as its file in the catalogue describes it.

    `id` is the file's name and the source's place in addresses. `marks` are the spellings by which papers credit an
    agency; `common_words` are those of them that are words of the language too, and so credit nobody in plain text.
    `selectors` are ordered by the day they held until, those of today last."""

    id: str
    name: str
    name_latin: str
    country: str  # ISO 3166-1 alpha-2, lower case: where it is made
    kind: SourceKind
    languages: tuple[str, ...]
    timezone: str
    home: Address
    feeds: tuple[Address, ...] = ()
    wordpress: tuple[Address, ...] = ()
    sitemaps: tuple[Address, ...] = ()
    sections: tuple[Address, ...] = ()
    marks: tuple[str, ...] = ()
    common_words: tuple[str, ...] = ()
    selectors: tuple[Selectors, ...] = ()
    closed: bool = False

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The addresses at which it lists what is new; empty where the catalogue knows none but its home page."""
        return tuple(
            Channel(address.url, kind, section=address.section)
            for key, kind in CHANNELS.items()
            for address in getattr(self, key)
        )

    def source(self) -> Source:
        """The source to collect. Where no channel is known the home page is read as a page of links; a publisher that
        closed is a source that ended."""
        return Source(
            id=self.id,
            name=self.name,
            home=self.home.url,
            channels=self.channels or (Channel(self.home.url, ChannelKind.SECTION),),
            name_latin=self.name_latin,
            kind=self.kind,
            languages=self.languages,
            country=self.country,
            timezone=self.timezone,
            state=SourceState.ENDED if self.closed else SourceState.ACTIVE,
        )

    def selectors_on(self, day: date) -> Selectors | None:
        """The selectors that held on a day, None where the general way suffices."""
        return next((held for held in self.selectors if held.valid_until is None or day <= held.valid_until), None)
