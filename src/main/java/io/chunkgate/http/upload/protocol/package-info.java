/** The part of an upload request that all upload protocols share. */
@NullMarked
package io.chunkgate.http.upload.protocol;

import org.jspecify.annotations.NullMarked;
