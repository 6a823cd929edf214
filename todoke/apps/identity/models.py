"""Tables of identity (本人確認)."""
