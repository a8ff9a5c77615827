/** The gateway as a whole: a Vert.x of its own, the doors in it, and an orderly end. */
@NullMarked
package io.chunkgate.server;

import org.jspecify.annotations.NullMarked;
