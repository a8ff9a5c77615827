/** What can be put around any store, one concern each. */
@NullMarked
package io.chunkgate.store.wrap;

import org.jspecify.annotations.NullMarked;
