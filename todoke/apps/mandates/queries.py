"""What is asked of mandates (委任)."""
