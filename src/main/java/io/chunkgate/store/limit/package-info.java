/** Decorators of a store that bound what is open at the same time. */
@NullMarked
package io.chunkgate.store.limit;

import org.jspecify.annotations.NullMarked;
