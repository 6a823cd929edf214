"""Tables of mandates (委任)."""
