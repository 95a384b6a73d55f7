"""Is too much being hidden at once for readers alone to be behind it?"""

from __future__ import annotations

import msgspec

from masdar.moderation.rules import DAY, HOUR, Rules


class Brakes(msgspec.Struct):
    """`hides`: when the rules hid pictures, the last fortnight. `hits`: source → picture cluster → when it was last
    reported, the last fortnight. `pictures`: how many pictures a paper showed in a day."""

    hides: list[int] = []
    hits: dict[str, dict[str, int]] = {}
    pictures: dict[str, int] = {}

    def hit(self, source: str, root: str, at: int, pictures: int, rules: Rules) -> None:
        if not source:
            return
        kept = self.hits.setdefault(source, {})
        kept[root] = at
        self.hits[source] = {one: when for one, when in kept.items() if at - when < rules.brake_mean_window}
        self.pictures[source] = pictures

    def hid(self, at: int, rules: Rules) -> None:
        self.hides = [when for when in self.hides if at - when < rules.brake_mean_window] + [at]

    def pulled(self, sources: set[str], at: int, rules: Rules) -> bool:
        """Whether a further hide, of a picture reported at these papers, should be a blur."""
        lately = sum(at - when < rules.brake_window for when in self.hides) + 1
        usual = sum(at - when < rules.brake_mean_window for when in self.hides) * HOUR / rules.brake_mean_window
        if lately > max(rules.brake_hides, rules.brake_factor * usual):
            return True
        return any(self._struck(source, at, rules) for source in sources)

    def _struck(self, source: str, at: int, rules: Rules) -> bool:
        kept = self.hits.get(source, {})
        lately = sum(at - when < DAY for when in kept.values())
        if lately < rules.brake_source_least:
            return False
        usual = (len(kept) - lately) * DAY / rules.brake_mean_window
        share = rules.brake_source_share * self.pictures.get(source, 0)
        return lately > min(share, max(rules.brake_source_least, rules.brake_source_factor * usual))
