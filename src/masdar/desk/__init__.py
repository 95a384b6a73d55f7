"""What do readers and the operator do about pictures? Events in, covers out, each with its line in the audit log.

`Desk` is asked for all of it, from any thread. Every event is a turn (`turns`); `keys` tell who sends it; `waiting` and
`figures` read what all events have come to.
"""

from __future__ import annotations

from masdar.desk.desk import Asker, Decided, Desk
from masdar.desk.lines import entries
from masdar.desk.waiting import Item

__all__ = ["Asker", "Decided", "Desk", "Item", "entries"]
