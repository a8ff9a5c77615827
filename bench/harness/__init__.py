"""The comparison of chunkgate with other servers."""
