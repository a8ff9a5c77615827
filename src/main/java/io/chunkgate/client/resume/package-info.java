/** Whole uploads and downloads that survive broken connections and ended programs, over any client. */
@NullMarked
package io.chunkgate.client.resume;

import org.jspecify.annotations.NullMarked;
