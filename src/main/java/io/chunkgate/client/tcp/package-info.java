/** The client for the framed form of the TCP protocol, CGP/1. */
@NullMarked
package io.chunkgate.client.tcp;

import org.jspecify.annotations.NullMarked;
