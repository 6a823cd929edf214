"""What changes consent (同意)."""
