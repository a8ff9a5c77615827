package io.chunkgate.config;

/**
 * Section {@code metrics}: metrics for Prometheus at {@code /metrics} of the HTTP server.
 *
 * @param enabled whether metrics are collected
 * @param open    whether every client may read them although {@code access.rules} is set; otherwise permission to list
 *                 the root is required
 */
public record MetricsConfig(@Key.Flag(true) boolean enabled, @Key.Flag(false) boolean open) implements ConfigSection {}
