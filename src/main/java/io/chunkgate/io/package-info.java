/** Ranges, chunks, buffers and memory budgets; independent of protocols and stores. */
@NullMarked
package io.chunkgate.io;

import org.jspecify.annotations.NullMarked;
