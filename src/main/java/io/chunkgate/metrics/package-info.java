/** Metrics for Prometheus. */
@NullMarked
package io.chunkgate.metrics;

import org.jspecify.annotations.NullMarked;
