"""Scenarios in a small world of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.fetch.loopback import Play, T, World


@pytest.fixture
def play() -> Play[Any]:
    """Runs a scenario in a world of its own, bounded in time."""

    def run(scenario: Callable[[World], Awaitable[T]]) -> T:
        async def whole() -> T:
            world = World()
            try:
                async with asyncio.timeout(20):
                    return await scenario(world)
            finally:
                await world.close()

        return asyncio.run(whole())

    return run
