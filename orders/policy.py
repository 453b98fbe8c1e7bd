"""The numbers the shop's rules use, read from `policy.toml`: fee, windows, limits, markets, taxes, delivery times."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """Draft."""
