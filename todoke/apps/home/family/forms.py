"""Forms of the family (家族)."""
