/** The embedded store: a folder on a local disk. */
@NullMarked
package io.chunkgate.store.local;

import org.jspecify.annotations.NullMarked;
