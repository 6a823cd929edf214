"""Pages about notices that everybody may open without logging in (お知らせの確かめ)."""
