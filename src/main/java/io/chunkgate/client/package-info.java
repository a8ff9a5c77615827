/** A client of the gateway: one small interface for its protocols, in a Vert.x of the user's. */
@NullMarked
package io.chunkgate.client;

import org.jspecify.annotations.NullMarked;
