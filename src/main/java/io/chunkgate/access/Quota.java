package io.chunkgate.access;

/**
 * How much may lie below a prefix when one principal adds to it, whoever put it there.
 *
 * @param prefix   without a slash at either end; empty for everything
 * @param maxBytes of all files and running uploads together
 */
public record Quota(String prefix, long maxBytes) {}
