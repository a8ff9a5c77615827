/** Downloads: send ranges of open files to clients. */
@NullMarked
package io.chunkgate.transfer.download;

import org.jspecify.annotations.NullMarked;
