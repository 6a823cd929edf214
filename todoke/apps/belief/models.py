"""Tables of belief (本物の確かめ)."""
