"""What changes channels (届け先と発送)."""
