"""May this be shown? Reports, pictures alike and judgements in; visible, blurred or hidden out. Pure: the state is what
the events, replayed, come to."""

from __future__ import annotations

from masdar.model import Print, Veil
from masdar.moderation.cases import Case, Cover, Rule
from masdar.moderation.events import (
    Allowance,
    Appeal,
    Cause,
    Decision,
    Event,
    Judgement,
    Report,
    Ruling,
    Sighting,
    Standing,
    Tick,
    Undo,
    Withdrawal,
    decode,
    encode,
)
from masdar.moderation.ledger import Change, Ledger, replay
from masdar.moderation.likeness import Alike, Gallery, alike, matches
from masdar.moderation.rules import Rules
from masdar.moderation.scenes import tells_of_conflict

__all__ = [
    "Alike",
    "Allowance",
    "Appeal",
    "Case",
    "Cause",
    "Change",
    "Cover",
    "Decision",
    "Event",
    "Gallery",
    "Judgement",
    "Ledger",
    "Print",
    "Report",
    "Rule",
    "Rules",
    "Ruling",
    "Sighting",
    "Standing",
    "Tick",
    "Undo",
    "Veil",
    "Withdrawal",
    "alike",
    "decode",
    "encode",
    "matches",
    "replay",
    "tells_of_conflict",
]
