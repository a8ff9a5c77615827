package io.chunkgate.cluster;

import java.time.Instant;

/**
 * A node that went away.
 *
 * @param since when that was noticed
 */
public record Absent(String name, Instant since) {}
