"""What is decided about mandates without any table."""
