"""What the registry says of a program (制度) or a procedure (手続): typed content, numbers, periods, quality."""
