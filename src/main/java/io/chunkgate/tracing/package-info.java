/** Spans of transfers, in the traces that clients started. */
@NullMarked
package io.chunkgate.tracing;

import org.jspecify.annotations.NullMarked;
