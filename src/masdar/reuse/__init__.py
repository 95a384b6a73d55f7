"""Which passages stood elsewhere before? Articles in, aligned passages out: `Detector.ask`, `add`, `remove`."""

from __future__ import annotations

from masdar.reuse.detector import Detector

__all__ = ["Detector"]
