"""How fast and how large: one module per question."""
