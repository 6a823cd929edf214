"""Forms of why a notice came, and what was wrong with it (わけ・まちがい)."""
