"""Django commands of places."""
