"""What identity decides without a database."""
