/** The program: starts the servers that the configuration enables in a Vert.x of its own. */
@NullMarked
package io.chunkgate.server.launch;

import org.jspecify.annotations.NullMarked;
