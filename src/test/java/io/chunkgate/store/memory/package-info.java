/** A store in memory, for tests: it has no files, and can be told to fail. */
@NullMarked
package io.chunkgate.store.memory;

import org.jspecify.annotations.NullMarked;
