/** tus 1.0.0 and its extensions. */
@NullMarked
package io.chunkgate.http.upload.tus;

import org.jspecify.annotations.NullMarked;
