"""What is asked of consent (同意)."""
