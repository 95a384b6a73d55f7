"""Templates, compiled once, with the few filters they need."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from types import CodeType
from typing import Any, ClassVar

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from masdar.model import Headline
from masdar.urls import clean
from masdar.web import addresses
from masdar.web.assets import assets
from masdar.web.bidi import isolate, plain, shorten
from masdar.web.edition import Edition
from masdar.web.frame import SLOT, Frame
from masdar.web.headlines import carried
from masdar.web.lines import line, said
from masdar.web.marks import moment, tongue
from masdar.web.portal import Portal

_SLOT = Markup(SLOT)
FOLDER = Path(__file__).parent / "layouts"


class _Compiled(BytecodeCache):
    """Compiled templates, kept for all portals of a process."""

    kept: ClassVar[dict[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.kept.get(bucket.key + bucket.checksum)

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self.kept[bucket.key + bucket.checksum] = bucket.code


class Templates:
    """The portal's templates. A page is a whole document, a fragment a piece of one that several pages share."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._environment = Environment(
            loader=FileSystemLoader(FOLDER),
            autoescape=True,
            auto_reload=False,
            bytecode_cache=_Compiled(),
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )
        files = assets()
        self._environment.globals.update(
            portal=portal,
            asset=files,
            picture=addresses.picture,
            mark=Markup(files.text("mark.svg").strip()),
        )
        self._environment.filters.update(
            isolate=isolate,
            plain=plain,
            moment=moment,
            shorten=shorten,
            carried=carried,
            web=lambda url: clean(url),
        )
        self._failures: dict[str, str] = {}

    def _values(self, edition: Edition, values: dict[str, Any]) -> dict[str, Any]:
        now = self._portal.clock()

        def own(headline: Headline) -> Markup:
            return tongue(headline.language, headline.direction, edition)

        return {
            "edition": edition,
            "now": now,
            "slot": _SLOT,
            "t": edition.words,
            "to": edition.addresses,
            "calendar": edition.calendar,
            "own": own,
            "line": partial(line, edition=edition, now=now),
            "said": partial(said, edition=edition),
            "tongue": partial(tongue, edition=edition),
            **values,
        }

    def fragment(self, name: str, edition: Edition, **values: object) -> Markup:
        return Markup(self._environment.get_template(name).render(self._values(edition, values)))

    def frame(self, edition: Edition, editions: Sequence[Edition], **values: object) -> Frame:
        """What stands round every page of an edition just now."""
        now = self._portal.clock()
        values.update(now_day=now.date().isoformat())
        html = self._environment.get_template("frame.html").render(self._values(edition, values))
        return Frame(html, edition, editions, self._portal)

    def failure(self, edition: Edition) -> str:
        """The page for a failure of ours; it asks nothing of the store, which may be what failed."""
        if edition.tag not in self._failures:
            self._failures[edition.tag] = self._environment.get_template("failed.html").render(
                self._values(edition, {})
            )
        return self._failures[edition.tag]
