"""Pages of logging in (ログイン) and out."""
