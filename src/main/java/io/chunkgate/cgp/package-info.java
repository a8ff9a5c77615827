/** Frames of the TCP protocol CGP/1, shared by the server and the client. */
@NullMarked
package io.chunkgate.cgp;

import org.jspecify.annotations.NullMarked;
