"""Whose words does a text print? `Tracer` says so of articles as they arrive, `look_up` of any text there is."""

from masdar.tracing.arriving import Tracer
from masdar.tracing.looking import LONGEST, Found, Held, look_up

__all__ = ["LONGEST", "Found", "Held", "Tracer", "look_up"]
