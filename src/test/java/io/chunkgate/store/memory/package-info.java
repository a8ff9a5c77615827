/** A store in memory, for tests. */
@NullMarked
package io.chunkgate.store.memory;

import org.jspecify.annotations.NullMarked;
