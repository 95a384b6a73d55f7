"""How right it is: measures on real data, one JSON object a figure."""
