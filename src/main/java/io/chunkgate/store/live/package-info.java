/** What stores share that let others read along with an upload. */
@NullMarked
package io.chunkgate.store.live;

import org.jspecify.annotations.NullMarked;
