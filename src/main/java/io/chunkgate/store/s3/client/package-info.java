/** Requests to the bucket, and what their failures mean. */
@NullMarked
package io.chunkgate.store.s3.client;

import org.jspecify.annotations.NullMarked;
