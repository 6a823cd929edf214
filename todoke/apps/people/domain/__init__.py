"""What is decided about people without any table."""
