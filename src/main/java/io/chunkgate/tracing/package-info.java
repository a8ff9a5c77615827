/** Transfers as spans of the traces that their clients began. */
@NullMarked
package io.chunkgate.tracing;

import org.jspecify.annotations.NullMarked;
