"""What staff type, read and checked."""
