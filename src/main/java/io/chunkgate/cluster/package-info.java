/**
 * Several gateways that answer as one: who is there, what each holds, and the way of its bytes to the node that a client
 * asked. Small questions go over the event bus, bytes over gRPC. Nothing here decides what is true: the stores do.
 */
@NullMarked
package io.chunkgate.cluster;

import org.jspecify.annotations.NullMarked;
