/** Who a client is and what it may do: one decision for every door, made in front of the store. */
@NullMarked
package io.chunkgate.access;

import org.jspecify.annotations.NullMarked;
