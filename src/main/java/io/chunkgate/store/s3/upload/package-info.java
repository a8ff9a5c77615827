/** Uploads into the bucket: who may write, what is stored, and how they end. */
@NullMarked
package io.chunkgate.store.s3.upload;

import org.jspecify.annotations.NullMarked;
