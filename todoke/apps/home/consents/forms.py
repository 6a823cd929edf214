"""Forms of consents (同意した情報)."""
