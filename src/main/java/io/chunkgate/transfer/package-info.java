/** Running transfers: their registry, clients, limits, and how they end. */
@NullMarked
package io.chunkgate.transfer;

import org.jspecify.annotations.NullMarked;
