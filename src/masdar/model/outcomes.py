"""Why a step ended as it did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Step(StrEnum):
    """The places in the line where an item gets its one outcome."""

    LIST = "list"  # a channel was asked and its reply listed
    FETCH = "fetch"  # an article page was asked for
    LOOK = "look"  # an article's page was asked for again
    EXTRACT = "extract"  # a captured page was read
    PICTURE = "picture"  # a lead picture was fetched and made safe
    INDEX = "index"  # an article reached the search index
    TRACE = "trace"  # it was traced, and told as part of a story


class Result(StrEnum):
    """How an item left a step."""

    OK = "ok"
    UNCHANGED = "unchanged"  # asked again, nothing new
    SKIPPED = "skipped"  # not for us, and never will be
    RETRY = "retry"  # not now; asked again later
    QUARANTINED = "quarantined"  # broken or harmful; kept aside until somebody looks


class Reason(StrEnum):
    """Every reason a step may give. Words for people live in `web/messages/`."""

    # the guard and the network
    FORBIDDEN_SCHEME = "forbidden_scheme"
    FORBIDDEN_ADDRESS = "forbidden_address"
    FORBIDDEN_PORT = "forbidden_port"
    BAD_URL = "bad_url"
    CREDENTIALS_IN_URL = "credentials_in_url"
    UNRESOLVABLE = "unresolvable"
    CONNECTION_FAILED = "connection_failed"
    TLS_FAILED = "tls_failed"
    TIMED_OUT = "timed_out"
    TOO_LARGE = "too_large"
    BAD_ENCODING = "bad_encoding"
    BAD_RESPONSE = "bad_response"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    # the server's word
    ROBOTS_FORBID = "robots_forbid"
    ROBOTS_UNREACHABLE = "robots_unreachable"
    NOT_FOUND = "not_found"
    GONE = "gone"
    REFUSED = "refused"
    THROTTLED = "throttled"
    SERVER_ERROR = "server_error"
    # what it said
    NOT_A_FEED = "not_a_feed"
    NOT_A_SITEMAP = "not_a_sitemap"
    NOT_HTML = "not_html"
    EMPTY_BODY = "empty_body"
    TOO_DEEP = "too_deep"
    NO_TITLE = "no_title"
    NO_TEXT = "no_text"
    NOT_AN_ARTICLE = "not_an_article"
    OTHER_HOST = "other_host"
    BAD_SIGNATURE = "bad_signature"  # a push that is not its hub's
    # pictures
    NOT_A_PICTURE = "not_a_picture"
    TOO_MANY_PIXELS = "too_many_pixels"
    PICTURE_UNREADABLE = "picture_unreadable"
    # ourselves
    CRASHED = "crashed"


class StepEnded(Exception):
    """A step could not give its result. Only the three subclasses are raised."""

    result: Result

    def __init__(self, reason: Reason, detail: str = "", *, not_before: datetime | None = None) -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason = reason
        self.detail = detail
        self.not_before = not_before


class Skip(StepEnded):
    """The item is not for us."""

    result = Result.SKIPPED


class Retry(StepEnded):
    """The item should be tried again, not before `not_before` where that is known."""

    result = Result.RETRY


class Quarantine(StepEnded):
    """The item is broken; it is kept aside, counted, and never shown."""

    result = Result.QUARANTINED


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item (an address) in one step. Exactly one is recorded per item and step and run."""

    step: Step
    source: str
    item: str
    result: Result
    at: datetime
    reason: Reason | None = None
    detail: str = ""
    milliseconds: float = 0.0
