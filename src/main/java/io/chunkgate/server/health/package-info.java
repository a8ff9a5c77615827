/** Whether the gateway is alive and ready, for HTTP and gRPC. */
@NullMarked
package io.chunkgate.server.health;

import org.jspecify.annotations.NullMarked;
