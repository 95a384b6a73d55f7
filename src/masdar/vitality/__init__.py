"""Does the source still stand? What a page that was asked for again tells of its article, its host and its paper.

Pure: `finding` judges one page, `host_finding` a sample of a host's pages, `health` a source by what it brought;
`next_look` and `next_host_look` say when to look again; `does_harm` says when a source had better rest.
"""

from __future__ import annotations

from masdar.vitality.harm import REST, does_harm
from masdar.vitality.health import Health, health
from masdar.vitality.looking import LOOKS, next_host_look, next_look
from masdar.vitality.pages import PageSigns, page_signs, words_of
from masdar.vitality.verdicts import MISSES, Finding, Signal, answered, finding, host_finding, unanswered

__all__ = [
    "LOOKS",
    "MISSES",
    "REST",
    "Finding",
    "Health",
    "PageSigns",
    "Signal",
    "answered",
    "does_harm",
    "finding",
    "health",
    "host_finding",
    "next_host_look",
    "next_look",
    "page_signs",
    "unanswered",
    "words_of",
]
