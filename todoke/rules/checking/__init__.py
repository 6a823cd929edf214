"""Checking content before it answers anybody: types, references, cycles, sensitivity, golden households."""
