"""Django commands of the whole site."""
