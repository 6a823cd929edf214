"""Forms of whether a notice is ours (お知らせが本物か確かめる)."""
