/** A store in an S3 bucket, which any number of gateways may share; {@code docs/store-format.md} says what it holds. */
@NullMarked
package io.chunkgate.store.s3;

import org.jspecify.annotations.NullMarked;
