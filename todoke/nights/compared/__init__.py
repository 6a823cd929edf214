"""Two nights compared: who newly qualifies, who no longer does, and why."""
