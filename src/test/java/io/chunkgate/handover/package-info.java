/** Uploads that begin on one door and go on through another. */
@NullMarked
package io.chunkgate.handover;

import org.jspecify.annotations.NullMarked;
