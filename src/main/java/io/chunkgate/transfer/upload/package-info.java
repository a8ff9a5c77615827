/** Uploads: the bytes of one client on their way into an open upload. */
@NullMarked
package io.chunkgate.transfer.upload;

import org.jspecify.annotations.NullMarked;
