"""Every number the guardians of pictures judge by, in one record, each with its reason."""

from __future__ import annotations

import hashlib

import msgspec

MINUTE, HOUR, DAY = 60, 3600, 86_400


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers. Times are seconds. `version` names them in the audit log: other numbers, another version."""

    # Who may report, and how often.
    cookie_age: int = DAY  # a picture of today is not hidden by cookies made for it today
    settled_age: int = 7 * DAY  # who came back for a week; younger cookies together give at most half of a hide
    reports_an_hour: int = 2  # a reader meets a terrible picture now and then, not one after the other
    reports_a_day: int = 5
    reports_a_prefix_hour: int = 10  # a campus or a carrier's gateway, not a campaign

    # What a report weighs.
    cookie_weight: float = 1.0  # while the installation has no accounts
    cookie_weight_beside_accounts: float = 0.5
    account_weight: float = 1.0
    proven_weight: float = 2.0
    accuracy_window: int = 100  # judged reports that are remembered of a reporter
    accuracy_prior_upheld: float = 2.0  # a newcomer is taken to be right in half of the cases: accuracy 1
    accuracy_prior_judged: float = 4.0
    accuracy_most: float = 2.0
    useless_share: float = 0.3  # upheld less often than this …
    useless_judged: int = 10  # … of at least so many: weighs nothing

    # Who is independent of whom.
    burst: int = 10 * MINUTE  # one prefix or one kind of browser within it is one reporter
    batch_least: int = HOUR  # cookies born within an hour of one another were made together …
    batch_share: float = 0.1  # … and within a tenth of their age, where they also report together:
    batch_burst: int = HOUR  # strangers of like age seldom come to one picture within an hour …
    batch_until: int = 30 * DAY  # … and who tends a hundred cookies for longer than this will not be told apart
    agreement: float = 0.6  # pairs that report the same pictures more often than this are one
    agreement_shared: int = 3  # fewer shared reports prove nothing: two strangers meet at one bad picture

    # When a picture is covered.
    blur_reporters: int = 2
    blur_weight: float = 2.0
    hide_reporters: int = 3
    hide_weight: float = 3.0
    views_unit: float = 1000.0  # a picture that many saw needs more who object: weight over the root of the views
    kept_factor: float = 2.0  # a person kept it: the next must be twice as sure

    # Brakes.
    brake_window: int = HOUR
    brake_hides: int = 10
    brake_factor: float = 5.0  # times the usual
    brake_mean_window: int = 14 * DAY
    brake_source_share: float = 0.4  # of the pictures a paper showed in a day, reported within a day …
    brake_source_factor: float = 5.0  # … or so many times what is usual for it
    brake_source_least: int = 5  # of a paper with three pictures, two are no campaign

    # The same picture elsewhere.
    close_pdq: int = 20  # bits of 256
    near_pdq: int = 31  # PDQ's own advice for "the same picture"
    close_second: int = 16  # bits of 128: the share that 31 is of PDQ's 256
    close_quality: int = 80
    least_quality: int = 50  # logos, blanks and gradients below it resemble one another
    wide_pictures: int = 50  # matched beyond these: a much used picture, or a fingerprint that fits everything
    wide_sources: int = 5

    # Redress.
    clock: int = 72 * HOUR  # an unjudged hide goes back to blur

    @property
    def version(self) -> str:
        """A short digest of all numbers."""
        return hashlib.sha256(msgspec.json.encode(self, order="sorted")).hexdigest()[:12]
