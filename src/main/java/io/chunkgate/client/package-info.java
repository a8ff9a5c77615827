/** The client library: one interface for the three protocols of the gateway. */
@NullMarked
package io.chunkgate.client;

import org.jspecify.annotations.NullMarked;
