/** Access to internals of Vert.x for buffers and contexts. */
@NullMarked
package io.chunkgate.io.internal;

import org.jspecify.annotations.NullMarked;
