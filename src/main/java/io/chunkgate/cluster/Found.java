package io.chunkgate.cluster;

/** What a node answered that has something of what it was asked for. */
record Found<T>(Node node, T value) {}
