/** What the three servers share: the life cycle of their verticles, the context that they work in, and their listeners. */
@NullMarked
package io.chunkgate.server;

import org.jspecify.annotations.NullMarked;
