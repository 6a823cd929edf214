"""The run of a night: its work, its record, and which nights are kept."""
