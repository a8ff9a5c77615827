/** The gRPC door: the service of the article as it is, server reflection and health, over HTTP/2 and as gRPC-Web. */
@NullMarked
package io.chunkgate.grpc;

import org.jspecify.annotations.NullMarked;
