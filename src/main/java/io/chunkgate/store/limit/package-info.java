/** A decorator that limits how many files and uploads are open at the same time. */
@NullMarked
package io.chunkgate.store.limit;

import org.jspecify.annotations.NullMarked;
