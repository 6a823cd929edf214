"""Official file formats (公的なファイルの書式): read with every repair named, written back without loss."""
