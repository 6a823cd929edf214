"""Measures over everybody at once (分析): the nightly report, the effect of a changed rule, take-up; no Django."""
