/** Downloads: the bytes of an open file on their way to one client. */
@NullMarked
package io.chunkgate.transfer.download;

import org.jspecify.annotations.NullMarked;
