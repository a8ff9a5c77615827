/** The packaged program against clients that share no code with it: curl, nc, and those of {@code src/test/clients}. */
@NullMarked
package io.chunkgate.interop;

import org.jspecify.annotations.NullMarked;
