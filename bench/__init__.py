"""Measurements: run with ``make bench``; every figure in the documents comes from here."""
