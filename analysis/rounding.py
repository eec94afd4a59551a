"""Rounds what leaves the analysis, so that the same answers give the same bytes; it leaves nothing unrounded."""


def significant(value: float) -> float:
    """Twelve significant digits: the last ones are noise that differs between machines. Zero has no sign."""
    return float(f"{value:.12g}") + 0.0
