"""Forms of logging in (ログイン) and out."""
