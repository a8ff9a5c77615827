/** The packaged program before a bucket. */
@NullMarked
package io.chunkgate.s3;

import org.jspecify.annotations.NullMarked;
