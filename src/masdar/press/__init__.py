"""Where is a press to try it on? Newspapers on loopback: invented ones, or any JSONL corpus.

>>> from masdar.press import corpus, invented, serve
>>> serve(invented.press(seed=1, start=now), port=8090)

Every paper is a virtual host of one port, `http://{paper}.localhost:{port}/`; the port by its number shows an index.
"""

from __future__ import annotations

from masdar.press.replies import Asked, Reply
from masdar.press.server import serve
from masdar.press.stand import EVERYTHING_OUT, Paper, Press, app
from masdar.press.truth import Span, Truth

__all__ = ["EVERYTHING_OUT", "Asked", "Paper", "Press", "Reply", "Span", "Truth", "app", "serve"]
