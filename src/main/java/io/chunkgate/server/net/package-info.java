/**
 * Guards of connections: limits at accept, timeouts of handshakes and heads, and the limits, the flow control and the shutdown
 * of HTTP/2. All use of internals of Vert.x and Netty.
 */
@NullMarked
package io.chunkgate.server.net;

import org.jspecify.annotations.NullMarked;
