/** The client for the gateway's own gRPC service. */
@NullMarked
package io.chunkgate.client.grpc;

import org.jspecify.annotations.NullMarked;
