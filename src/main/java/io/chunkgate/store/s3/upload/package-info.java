/** Uploads into the bucket: writers, stored blocks, and the end of uploads. */
@NullMarked
package io.chunkgate.store.s3.upload;

import org.jspecify.annotations.NullMarked;
