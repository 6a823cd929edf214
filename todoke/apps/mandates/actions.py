"""What changes mandates (委任)."""
