"""Whether a notice is ours (お知らせの確かめ), asked by anybody."""
