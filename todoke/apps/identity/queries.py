"""What is asked of identity (本人確認)."""
