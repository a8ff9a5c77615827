/** The packaged program with a bucket. */
@NullMarked
package io.chunkgate.s3;

import org.jspecify.annotations.NullMarked;
