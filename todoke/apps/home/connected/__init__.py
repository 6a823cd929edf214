"""Apps a resident connected (つないだアプリ)."""
