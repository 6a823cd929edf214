"""What changes identity (本人確認)."""
