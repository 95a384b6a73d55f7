"""The keeper's role: one process has it at a time, by a lease, so that one that dies keeps nobody waiting long."""

from __future__ import annotations

from dataclasses import dataclass

from masdar.contracts import Clock, RoleStore

ROLE = "keeper"


@dataclass(frozen=True, slots=True)
class Role:
    """The role as `holder` asks for it."""

    store: RoleStore
    clock: Clock
    holder: str
    lease_seconds: float = 120.0

    def take(self) -> bool:
        """Takes or renews it; False where another has it."""
        return self.store.take_role(ROLE, self.holder, self.clock(), self.lease_seconds)

    def leave(self) -> None:
        self.store.leave_role(ROLE, self.holder)
