/** A store in an S3 bucket, which any number of gateways may share; {@code docs/store-format.md} describes its objects. */
@NullMarked
package io.chunkgate.store.s3;

import org.jspecify.annotations.NullMarked;
