/** The TCP server: raw mode, CGP sessions, and the listener that sends a file to every client that connects. */
@NullMarked
package io.chunkgate.tcp;

import org.jspecify.annotations.NullMarked;
