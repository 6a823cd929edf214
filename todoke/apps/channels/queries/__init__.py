"""What is asked of channels (届け先と発送)."""
