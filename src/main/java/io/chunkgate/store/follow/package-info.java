/** Open uploads, their writers and their followers: what the stores share. */
@NullMarked
package io.chunkgate.store.follow;

import org.jspecify.annotations.NullMarked;
