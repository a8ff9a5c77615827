/** The gRPC server: the article's service, the gateway's own, ByteStream, reflection and health, over HTTP/2 and gRPC-Web. */
@NullMarked
package io.chunkgate.grpc;

import org.jspecify.annotations.NullMarked;
