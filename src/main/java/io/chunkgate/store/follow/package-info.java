/** Reading an upload while it is written: what the stores share. */
@NullMarked
package io.chunkgate.store.follow;

import org.jspecify.annotations.NullMarked;
