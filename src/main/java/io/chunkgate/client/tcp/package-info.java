/** The client for CGP/1, the multiplexed TCP protocol. */
@NullMarked
package io.chunkgate.client.tcp;

import org.jspecify.annotations.NullMarked;
