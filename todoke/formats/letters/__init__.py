"""Letters (手紙) as accessible PDF."""
