/** Moving the bytes of a file to a client and back: ranges, chunks and the readers behind every door. */
@NullMarked
package io.chunkgate.transfer;

import org.jspecify.annotations.NullMarked;
