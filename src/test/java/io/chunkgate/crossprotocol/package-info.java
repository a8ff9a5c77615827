/** Uploads that begin on one door and go on through another. */
@NullMarked
package io.chunkgate.crossprotocol;

import org.jspecify.annotations.NullMarked;
