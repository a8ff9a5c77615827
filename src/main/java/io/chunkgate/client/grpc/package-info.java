/** The gRPC client. */
@NullMarked
package io.chunkgate.client.grpc;

import org.jspecify.annotations.NullMarked;
