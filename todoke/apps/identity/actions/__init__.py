"""What changes identity (本人確認): logging in by card and by mail, visits, keys, and what is forgotten in time."""
