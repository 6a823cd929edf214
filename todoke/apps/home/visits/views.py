"""Views of where one is logged in (ログインしている場所)."""
