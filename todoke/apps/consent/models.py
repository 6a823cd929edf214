"""Tables of consent (同意)."""
