"""What is kept sealed (封をした項目): keys, sealed columns, blind indexes."""
