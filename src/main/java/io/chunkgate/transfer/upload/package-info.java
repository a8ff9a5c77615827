/** Uploads: write the bytes of clients to open uploads. */
@NullMarked
package io.chunkgate.transfer.upload;

import org.jspecify.annotations.NullMarked;
