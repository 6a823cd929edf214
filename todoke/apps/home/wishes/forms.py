"""Forms of how to be told (受け取り方)."""
