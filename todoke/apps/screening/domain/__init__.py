"""What screening decides, without a framework."""
