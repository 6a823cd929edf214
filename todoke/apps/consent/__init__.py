"""Consents (同意): which item may be used by whom for what, and who used it (閲覧の記録)."""
