/** Reading and listing published files. */
@NullMarked
package io.chunkgate.store.s3.read;

import org.jspecify.annotations.NullMarked;
