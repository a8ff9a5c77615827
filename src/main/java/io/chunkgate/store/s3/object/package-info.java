/** The objects in the bucket: their keys, their formats, and the index of published names. */
@NullMarked
package io.chunkgate.store.s3.object;

import org.jspecify.annotations.NullMarked;
